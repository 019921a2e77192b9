/**
 * What a worker still has of material that was destroyed: unwrapped objects in its session with the token, and wrapped blobs in its memory.
 * No call can use either, since every call is decided by the database; this takes them away. Each worker does it for itself.
 */
import { findWithoutMaterial } from "#lib/store/keys/material";
import type { JobTools } from "./registry";

/** @returns of how many keys something was left */
export async function forgetDestroyed({ store, hsm }: Pick<JobTools, "store" | "hsm">): Promise<number> {
  const inUse = hsm.keysInUse();
  if (inUse.length === 0) return 0;
  const gone = await findWithoutMaterial(store, inUse);
  hsm.forgetMaterial(gone);
  store.hot.forgetKeys(gone);
  return gone.length;
}
