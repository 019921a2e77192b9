/**
 * Changes many keys alike. Invariants: each key that allows it is changed, and each that does not has the refusal of the operation
 * on one key; every key has its trace, in the transaction of its change; and no lock is held for longer than a few hundred keys take.
 */

import { KmsError } from "#lib/domain/errors";
import type { KeyState } from "#lib/domain/key-state";
import type { KeyResult } from "#lib/operations/bulk-operations";
import { OPERATIONS } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { stateRefusal } from "#lib/operations/state-refusal";
import { toAlteredRefusal } from "#lib/store/books/altered";
import { openBooks } from "#lib/store/books/change-books";
import { keyBook } from "#lib/store/books/key-book";
import { inTransaction } from "#lib/store/database/run-sql";
import { findTombstones } from "#lib/store/keys/destruction";
import { type LockedKey, lockKeys } from "#lib/store/keys/keys";
import { findExpired } from "#lib/store/keys/material";
import type { SqlTransaction } from "#lib/store/open";
import { expireMaterial } from "../material/expire";
import type { Context, OutcomeNote, ProjectUseCase } from "../use-case";
import { CHANGE_ACTIONS, type Changed } from "./change-actions";
import { toDestroyedRefusal } from "./destroyed-refusal";

/** Keys of one transaction. */
const AT_ONCE = 250;
/** Transactions of one call under way at once: while the database works on one, the next is made ready. */
const LANES = 2;

type Result = Pick<Changed, "refusal" | "details"> &
  Pick<OutcomeNote, "right"> & { readonly id: string; readonly alias: string; readonly state: KeyState | null };
type Change = {
  readonly row: OperationRow;
  readonly isOfOwnRow: boolean;
  readonly apply: (tx: SqlTransaction, keys: readonly LockedKey[]) => Promise<(key: LockedKey) => Changed>;
};

export const changeKeys: ProjectUseCase<"changeKeys"> = {
  subject: "project",
  async run(input, context) {
    const { operation, isOfOwnRow, prepare } = CHANGE_ACTIONS[input.action];
    const change: Change = { row: OPERATIONS[operation], isOfOwnRow, apply: prepare(input, context) };
    await expireDue(context, input.keyIds);
    const results = new Map<string, Result>();
    // In the order of the IDs over all transactions, so that calls on the same keys follow each other instead of crossing.
    const ids = [...input.keyIds].sort();
    const changeThese = (some: readonly string[]) =>
      context.commitMany(
        (tx) => changeSome(tx, context, some, change),
        (made) =>
          made.map(({ id, alias, refusal, details, right }) => ({ resourceId: id, alias, refusal, details, ...(right && { right }) })),
      );
    for (let from = 0; from < ids.length; from += LANES * AT_ONCE) {
      const lanes = Array.from({ length: LANES }, (_, lane) => ids.slice(from + lane * AT_ONCE, from + (lane + 1) * AT_ONCE));
      // All of them end before anything is answered, a failure too.
      const settled = await Promise.allSettled(lanes.filter((some) => some.length > 0).map(changeThese));
      for (const outcome of settled) {
        if (outcome.status === "rejected") throw outcome.reason;
        for (const result of outcome.value) results.set(result.id, result);
      }
    }
    return { results: input.keyIds.map((id) => toResult(results.get(id) as Result)) };
  },
};

/** As a call on one key would: material that is past its time is destroyed before anything else happens to its key. */
async function expireDue({ store, projectId, now }: Context, ids: readonly string[]): Promise<void> {
  for (const id of await findExpired(store, projectId, ids, now())) await expireMaterial(store, now(), id);
}

async function changeSome(
  tx: SqlTransaction,
  { projectId, rights }: Context,
  ids: readonly string[],
  { row, isOfOwnRow, apply }: Change,
): Promise<Result[]> {
  const keys = new Map((await lockKeys(tx, projectId, ids)).map((key) => [key.id, key]));
  const missing = ids.filter((id) => !keys.has(id));
  const tombstones = new Map((await findTombstones(tx, projectId, missing)).map((tombstone) => [tombstone.keyId, tombstone]));
  const verdicts = await rights.judge([...keys.keys()], tx);
  const how = { areLocked: true, areOnlyRead: true, areHeads: isOfOwnRow };
  const altered = await openBooks(inTransaction(tx), [...keys.keys()].map(keyBook), how);
  const refusalOf = (key: LockedKey) => {
    const alterations = altered.get(keyBook(key.id));
    if (verdicts.get(key.id)?.isAllowed && alterations !== undefined) return toAlteredRefusal(keyBook(key.id), alterations);
    return verdicts.get(key.id)?.isAllowed ? stateRefusal(row, key) : new KmsError("notPermitted");
  };
  const allowed = [...keys.values()].filter((key) => refusalOf(key) === null);
  const changeOf = allowed.length === 0 ? null : await apply(tx, allowed);
  return ids.map((id) => {
    const key = keys.get(id);
    if (key === undefined) {
      const tombstone = tombstones.get(id);
      const refusal = tombstone === undefined ? new KmsError("keyNotFound") : toDestroyedRefusal(tombstone);
      return { id, alias: tombstone?.alias ?? "", state: null, refusal, details: {} };
    }
    const refusal = refusalOf(key);
    const right = verdicts.get(id)?.right ?? undefined;
    if (refusal !== null || changeOf === null) return { id, alias: key.alias, state: key.state, refusal, details: {}, right };
    return { id, alias: key.alias, ...changeOf(key), right };
  });
}

function toResult({ id, alias, state, refusal }: Result): KeyResult {
  return { keyId: id, alias, state, refusal: refusal && { code: refusal.code, message: refusal.message } };
}
