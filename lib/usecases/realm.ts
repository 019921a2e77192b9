/** The region shown with a key: that of the key's project, which is the caller's own unless a grant opens a foreign one. */
import type { Caller } from "#lib/domain/identity/caller";
import { toRegion } from "#lib/domain/identity/region";
import type { Key } from "#lib/domain/key";
import { findProjectName } from "#lib/store/identity/identities";
import type { Store } from "#lib/store/open";

export function realmOf(caller: Caller): string {
  return toRegion(caller.projectName ?? "");
}

export async function realmOfKey(store: Store, caller: Caller, key: Key): Promise<string> {
  if (key.projectId === caller.projectId) return realmOf(caller);
  return toRegion((await findProjectName(store, key.projectId)) ?? "");
}
