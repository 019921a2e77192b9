import { redirect } from "next/navigation";
import { EmptyState } from "#components/patterns/empty-state";
import { enterAccount } from "#lib/console/server/enter-page";
import { shellWords } from "#lib/console/words/shell-words";
import { Shell } from "./shell";

/** Leads to the project last used, else to the first, else to the people of the account for whoever may see them. */
export default async function Home() {
  const place = await enterAccount();
  if (place.project) redirect(`/${encodeURIComponent(place.project.name)}/keys`);
  if (place.mayDoInAccount.includes("listUsers")) redirect("/identity/users");
  return (
    <Shell place={place}>
      <EmptyState level="h1" title={shellWords.noProjects} hint={shellWords.noProjectsHint} />
    </Shell>
  );
}
