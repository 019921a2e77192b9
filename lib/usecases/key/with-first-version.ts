/**
 * Makes the material of a key that is about to be stored. A secret is made at once, and the transaction that stores the key finds
 * alias and quota free or not. A pair takes seconds, so alias and quota are reserved before the token is asked for one.
 * Invariant: whatever happens meanwhile, a failed token or a client that went away included, the reservation is given back at once;
 * that of a process that dies lapses.
 */
import type { Key, WrappedMaterial } from "#lib/domain/key";
import { isKeyPair } from "#lib/domain/key-spec";
import { RESERVATION_LIFE_SECONDS, releaseReservation, renewReservation, reserve } from "#lib/store/keys/key-reservations";
import { toBinding } from "#lib/store/keys/keys";
import type { Context } from "../use-case";
import { makeInTurn, reserveInTurn } from "./pair-lanes";

type MakingContext = Pick<Context, "store" | "hsm" | "quota" | "caller" | "gone">;

/**
 * @param keep stores the key with its material, which is null where that comes by an import
 * @returns what `keep` returned
 * @throws KmsError `keyQuotaReached` and `aliasTaken`, before a pair is made where it is clear then; `keysInMakingTooMany`,
 *   `clientGone`, `unavailable`; and what `keep` throws
 */
export async function withFirstVersion<T>(
  context: MakingContext,
  key: Key,
  keep: (material: WrappedMaterial | null) => Promise<T>,
): Promise<T> {
  const { store, hsm } = context;
  if (key.origin === "external") return keep(null);
  const binding = toBinding(key, key.primaryVersion);
  if (!isKeyPair(key.spec)) return keep(await hsm.generateMaterial(binding));
  await reserveInTurn(key.spec, context, () => reserveFor(context, key));
  const renewing = setInterval(() => void renewReservation(store, key).catch(() => {}), (RESERVATION_LIFE_SECONDS * 1000) / 3);
  try {
    return await keep(await makeInTurn(key.spec, context, () => hsm.generateMaterial(binding)));
  } catch (error) {
    // Where even that fails, it lapses.
    await releaseReservation(store, key).catch(() => {});
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

/** A client that went away meanwhile has nobody left to give the reservation back. */
async function reserveFor({ store, quota, gone }: MakingContext, key: Key): Promise<void> {
  await reserve(store, key, quota.keys);
  if (gone().aborted) await releaseReservation(store, key);
}
