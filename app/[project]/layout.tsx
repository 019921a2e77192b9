import { cookies } from "next/headers";
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
import { readTheme } from "#lib/console/browser/theme";
import { enterPage } from "#lib/console/server/enter-page";
import { listProjects } from "#lib/console/server/projects";
import { ownCookieName, publicOrigin } from "#lib/console/server/settings";
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
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded focus:bg-surface focus:px-3 focus:py-2"
      >
        {words.skip}
      </a>
      <div className="flex min-h-screen flex-col">
        <header className="bar flex min-h-13 flex-wrap items-center gap-x-1 gap-y-1 bg-(--bar) px-3 py-1.5 text-(--bar-ink) md:px-4">
          <Brand className="mr-1 sm:mr-4 [&]:text-sm" />
          <ProjectMenu projects={projects} />
          <div className="ml-auto flex items-center gap-0.5">
            <PaletteButton />
            <ThemeMenu initial={theme} />
            <UserMenu userName={session.userName} accountName={session.accountName} />
          </div>
        </header>
        <AddressNotice address={publicOrigin()} />
        <div className="flex flex-1 flex-col md:flex-row">
          <SideNav />
          <main id="content" tabIndex={-1} className="min-w-0 flex-1 px-4 py-5 outline-none md:px-5">
            {children}
          </main>
        </div>
      </div>
      <RememberProject projectId={project.id} />
    </WorkplaceProvider>
  );
}
