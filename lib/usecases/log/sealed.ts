/** The sealed log as a call reads it. Invariant: what it gives away is what the token has signed, and never a checkpoint of somebody else's. */
import { setTimeout as pause } from "node:timers/promises";
import { readSigned, type Signed } from "#lib/audit/seal/signed";
import { KmsError } from "#lib/domain/errors";
import { readLastNote, type StoredCheckpoint } from "#lib/store/audit/checkpoints";
import type { RunSql } from "#lib/store/database/run-sql";
import type { Store } from "#lib/store/open";
import type { Context } from "../use-case";

/** Sealing takes about a second; whoever asks at once is made to wait for it, and not to come again. */
export const SEALING_MS = 2_500;
const LOOK_MS = 100;

export type LastCheckpoint = { readonly stored: StoredCheckpoint; readonly signed: Signed /** DER. */; readonly spki: Buffer };

/** By the statements of lists, in the caller's turn: tiles and checkpoints only grow, so that no transaction is needed. */
export function runIn(store: Pick<Store, "list">): RunSql {
  return (text, values) => store.list(text, values) as Promise<never[]>;
}

/**
 * The checkpoint that was signed last, or what else is read.
 * @returns null where there is none yet
 * @throws KmsError `logNotAsSealed` where this token has not signed it; `unavailable`
 */
export async function findLastCheckpoint(
  { store, hsm }: Pick<Context, "store" | "hsm">,
  read: (run: RunSql) => Promise<StoredCheckpoint | null> = readLastNote,
): Promise<LastCheckpoint | null> {
  const stored = await read(runIn(store));
  const spki = await hsm.auditPublicKey();
  if (stored === null) return null;
  const signed = readSigned(Buffer.from(stored.text), spki);
  if (signed === null || signed.size !== stored.size) throw new KmsError("logNotAsSealed");
  return { stored, signed, spki };
}

/**
 * Looks until what is looked for is sealed.
 * @param look null where it is not yet
 * @param forMs how long at most
 * @throws KmsError `traceNotSealed`, `clientGone`, and what `look` throws
 */
export async function waitUntilSealed<T>(
  look: () => Promise<T | null>,
  { gone }: Pick<Context, "gone">,
  forMs: number = SEALING_MS,
): Promise<T> {
  const until = performance.now() + forMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() >= until) throw new KmsError("traceNotSealed", { retryAfterSeconds: 1 });
    if (gone().aborted) throw new KmsError("clientGone");
    await pause(LOOK_MS);
  }
}
