import { cookies } from "next/headers";
import Link from "next/link";
import type { ReactNode } from "react";
import { AddressNotice } from "#components/shell/address-notice";
import { Brand } from "#components/shell/brand";
import { FocusOnNavigation } from "#components/shell/focus-on-navigation";
import { HelpMenu } from "#components/shell/help-menu";
import { NavDrawerButton } from "#components/shell/nav-drawer-button";
import { PaletteButton } from "#components/shell/palette-button";
import { ProjectMenu } from "#components/shell/project-menu";
import { RememberProject } from "#components/shell/remember-project";
import { SessionNotice } from "#components/shell/session-notice";
import { SideNav } from "#components/shell/side-nav";
import { ThemeMenu } from "#components/shell/theme-menu";
import { Title } from "#components/shell/title";
import { UserMenu } from "#components/shell/user-menu";
import { WorkplaceProvider } from "#components/shell/workplace";
import { Tooltips } from "#components/ui/tooltips";
import { readTheme } from "#lib/console/browser/theme";
import type { Place } from "#lib/console/server/enter-page";
import { listProjects } from "#lib/console/server/projects";
import { whoOf } from "#lib/console/server/session";
import { ownCookieName, publicApiUrl, publicOrigin } from "#lib/console/server/settings";
import { shellWords } from "#lib/console/words/shell-words";
import { words } from "#lib/console/words/words";

/** First part of the paths of whoever may enter no project. */
const NOWHERE = "/identity";

type Props = {
  readonly place: Place;
  /** Of the tab, for what comes in the place of a page. Here, so that the scripts of all pages are the same. */
  readonly title?: string;
  readonly children: ReactNode;
};

/** What stands around every page: top bar, navigation, and what is told of the whole page. */
export async function Shell({ place: { session, project, mayDo, mayDoInAccount }, title, children }: Props) {
  const projects = await listProjects();
  const jar = await cookies();
  const theme = readTheme(jar.get(ownCookieName("theme"))?.value);
  const isNarrow = jar.get(ownCookieName("nav"))?.value === "narrow";
  const basePath = project ? `/${encodeURIComponent(project.name)}` : NOWHERE;
  const place = { project, mayDo, mayDoInAccount, basePath, ...whoOf(session), apiUrl: publicApiUrl() };
  return (
    <WorkplaceProvider place={place}>
      <a href="#main" className="skip">
        {words.skip}
      </a>
      <div className="app">
        <header className="top">
          <NavDrawerButton theme={theme} />
          <Link className="brand" href="/" prefetch={false} aria-label={`${words.product}: ${shellWords.overview}`}>
            <Brand />
          </Link>
          <span className="top-sep" />
          <ProjectMenu projects={projects} />
          <span className="top-gap" />
          <PaletteButton />
          <HelpMenu />
          <ThemeMenu initial={theme} />
          <UserMenu userName={session.userName} accountName={session.accountName} />
        </header>
        <SideNav isNarrow={isNarrow} />
        <main id="main" tabIndex={-1}>
          <AddressNotice address={publicOrigin()} />
          <SessionNotice />
          {title === undefined ? null : <Title text={title} />}
          {children}
        </main>
      </div>
      <Tooltips />
      <FocusOnNavigation />
      {project ? <RememberProject projectId={project.id} /> : null}
    </WorkplaceProvider>
  );
}
