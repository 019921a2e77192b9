import { cookies } from "next/headers";
import Link from "next/link";
import type { ReactNode } from "react";
import { AddressNotice } from "#components/shell/address-notice";
import { Brand } from "#components/shell/brand";
import { PaletteButton } from "#components/shell/palette-button";
import { ProjectMenu } from "#components/shell/project-menu";
import { RememberProject } from "#components/shell/remember-project";
import { SideNav } from "#components/shell/side-nav";
import { ThemeMenu } from "#components/shell/theme-menu";
import { UserMenu } from "#components/shell/user-menu";
import { WorkplaceProvider } from "#components/shell/workplace";
import { Tooltips } from "#components/ui/tooltips";
import { readTheme } from "#lib/console/browser/theme";
import { enterPage } from "#lib/console/server/enter-page";
import { listProjects } from "#lib/console/server/projects";
import { ownCookieName, publicOrigin } from "#lib/console/server/settings";
import { shellWords } from "#lib/console/words/shell-words";
import { words } from "#lib/console/words/words";

type Props = { children: ReactNode; params: Promise<{ project: string }> };

/** The shell around every page of a project. */
export default async function ProjectLayout({ children, params }: Props) {
  const { session, project, mayDo } = await enterPage((await params).project);
  const projects = await listProjects();
  const theme = readTheme((await cookies()).get(ownCookieName("theme"))?.value);
  const basePath = `/${encodeURIComponent(project.name)}`;
  return (
    <WorkplaceProvider key={project.id} workplace={{ project, mayDo, basePath, userId: session.userId, accountId: session.accountId }}>
      <a href="#main" className="skip">
        {words.skip}
      </a>
      <div className="app">
        <header className="top">
          <Link className="brand" href={`${basePath}/keys`} prefetch={false} aria-label={`${words.product}: ${shellWords.keys}`}>
            <Brand />
          </Link>
          <span className="top-sep" />
          <ProjectMenu projects={projects} />
          <span className="top-gap" />
          <PaletteButton />
          <ThemeMenu initial={theme} />
          <UserMenu userName={session.userName} accountName={session.accountName} />
        </header>
        <SideNav />
        <main id="main" tabIndex={-1}>
          <AddressNotice address={publicOrigin()} />
          {children}
        </main>
      </div>
      <Tooltips />
      <RememberProject projectId={project.id} />
    </WorkplaceProvider>
  );
}
