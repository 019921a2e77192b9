import { redirect } from "next/navigation";
import { EmptyState } from "#components/patterns/empty-state";
import { enterAccount } from "#lib/console/server/enter-page";
import { shellWords } from "#lib/console/words/shell-words";
import { Shell } from "./shell";

/** Leads to the overview of the project last used, else of the first; whoever may see people and no keys, to the people. */
export default async function Home() {
  const place = await enterAccount();
  const mayManage = place.mayDoInAccount.includes("listUsers");
  if (mayManage && !place.mayDo.includes("searchKeys")) redirect("/identity/users");
  const home = place.mayDo.includes("describeOverview") ? "overview" : "keys";
  if (place.project) redirect(`/${encodeURIComponent(place.project.name)}/${home}`);
  return (
    <Shell place={place}>
      <EmptyState level="h1" title={shellWords.noProjects} hint={shellWords.noProjectsHint} />
    </Shell>
  );
}
