import type { GrantDetails } from "#lib/wire/kms/grant-details";
import { queryOperation } from "./query-operation";

/** All grants on a key, newest first. There are as many as the quota allows: some hundreds at most, so they are read to the end. */
export async function listAllGrants(projectId: string, keyId: string, signal: AbortSignal): Promise<GrantDetails[]> {
  const grants: GrantDetails[] = [];
  let marker: string | undefined;
  do {
    const page = await queryOperation("listGrants", projectId, { key_id: keyId, marker }, signal);
    grants.push(...page.grants);
    marker = page.truncated === "true" ? page.next_marker : undefined;
  } while (marker);
  return grants;
}
