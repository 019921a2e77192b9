/** The region shown with a key: that of the caller's project. */
import type { Caller } from "#lib/domain/caller";
import { toRegion } from "#lib/domain/region";

export function realmOf(caller: Caller): string {
  return toRegion(caller.projectName ?? "");
}
