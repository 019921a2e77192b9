import { CredentialsView } from "#components/credentials/credentials-view";
import type { Place } from "#lib/console/server/enter-page";
import { listProjects } from "#lib/console/server/projects";

/** My Credentials, in a project or, for whoever may enter none, in the account. */
export async function CredentialsPage({ place: { session } }: { place: Place }) {
  const { userId, userName, accountId, accountName } = session;
  return <CredentialsView self={{ userId, userName, accountId, accountName }} projects={await listProjects()} />;
}
