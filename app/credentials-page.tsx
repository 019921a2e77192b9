import { CredentialsView } from "#components/credentials/credentials-view";
import type { Place } from "#lib/console/server/enter-page";
import { listProjects } from "#lib/console/server/projects";

/** My Credentials, in a project or, for whoever may enter none, in the account. */
export async function CredentialsPage({ place: { session } }: { place: Place }) {
  const { userId, userName, accountId, accountName, isFederated = false } = session;
  const self = { userId, userName, accountId, accountName };
  return <CredentialsView self={self} isFederated={isFederated} projects={await listProjects()} />;
}
