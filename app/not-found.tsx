import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import Link from "next/link";
import { EmptyState } from "#components/patterns/empty-state";
import { Brand } from "#components/shell/brand";
import { Title } from "#components/shell/title";
import { type Entered, enterPage } from "#lib/console/server/enter-page";
import { findProject, listProjects } from "#lib/console/server/projects";
import { findSession } from "#lib/console/server/session";
import { ownCookieName } from "#lib/console/server/settings";
import { words } from "#lib/console/words/words";
import { ProjectShell } from "./project-shell";

export const metadata: Metadata = { title: words.notFound.title };

/** There is nothing at this address: whoever is signed in keeps the navigation, of the project in the address or else the last one. */
export default async function NotFound() {
  const entered = await findPlace();
  const face = (
    <EmptyState level="h1" title={words.notFound.title} hint={words.notFound.hint}>
      <Title text={words.notFound.title} />
      <Link href="/" prefetch={false} className="btn">
        {words.notFound.home}
      </Link>
    </EmptyState>
  );
  if (entered) return <ProjectShell entered={entered}>{face}</ProjectShell>;
  return (
    <div className="gate">
      <main className="gate-in">
        <p className="brand">
          <Brand />
        </p>
        <div className="gate-card gate-face">{face}</div>
      </main>
    </div>
  );
}

/** Where the person is, or null: this page must come up whatever fails. */
async function findPlace(): Promise<Entered | null> {
  try {
    if (!(await findSession())) return null;
    const [, first = ""] = ((await headers()).get("x-kms-path") ?? "").split(/[/?]/);
    const projects = await listProjects();
    const last = (await cookies()).get(ownCookieName("project"))?.value;
    const project = (first && (await findProject(first))) || projects.find(({ id }) => id === last) || projects[0];
    return project ? await enterPage(project.id) : null;
  } catch {
    return null;
  }
}
