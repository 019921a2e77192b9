import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { EmptyState } from "#components/patterns/empty-state";
import { orSignIn } from "#lib/console/server/enter-page";
import { listProjects } from "#lib/console/server/projects";
import { ownCookieName } from "#lib/console/server/settings";
import { shellWords } from "#lib/console/words/shell-words";

/** Leads to the project last used, else to the first. */
export default async function Home() {
  const projects = await orSignIn(listProjects);
  const last = (await cookies()).get(ownCookieName("project"))?.value;
  const project = projects.find(({ id }) => id === last) ?? projects[0];
  if (project) redirect(`/${encodeURIComponent(project.name)}/keys`);
  return (
    <main className="py-16">
      <EmptyState level="h1" title={shellWords.noProjects} hint={shellWords.noProjectsHint} />
    </main>
  );
}
