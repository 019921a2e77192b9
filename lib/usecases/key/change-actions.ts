/**
 * What each action does to many keys whose locks are held and whose states allow it: the very transitions, quotas and trace details
 * of the operation on one key.
 */
import type { KmsError } from "#lib/domain/errors";
import { cancelDeletionEvent, type KeyEvent, type KeyState, TRANSITIONS } from "#lib/domain/key-state";
import type { InputOf, OperationName } from "#lib/operations/catalog";
import { findWithMaterial, type LockedKey, transitionKeys } from "#lib/store/keys/keys";
import { deleteTagsOfKeys, putTagsOnKeys } from "#lib/store/keys/tags";
import type { SqlTransaction } from "#lib/store/open";
import type { TraceRow } from "#lib/store/traces/traces";
import { requireRoomFor, toTagDetails } from "../tag/batch";
import type { Context } from "../use-case";
import { toNotice } from "./schedule-deletion";

type Input = InputOf<"changeKeys">;
/** What became of one key. */
export type Changed = { readonly state: KeyState; readonly refusal: KmsError | null; readonly details: TraceRow["details"] };
type Change = (tx: SqlTransaction, keys: readonly LockedKey[]) => Promise<(key: LockedKey) => Changed>;

type ActionRow = {
  /** The operation on one key, whose guards hold here too. */
  readonly operation: OperationName;
  /** Whether nothing of the key is looked at or changed but its own row: then that alone is verified. */
  readonly isOfOwnRow: boolean;
  /** Called once for a call; may throw what refuses it as a whole. */
  readonly prepare: (input: Input, context: Context) => Change;
};

export const CHANGE_ACTIONS = {
  enable: { operation: "enableKey", isOfOwnRow: true, prepare: (_input, context) => byEvent(context, "enable") },
  disable: { operation: "disableKey", isOfOwnRow: true, prepare: (_input, context) => byEvent(context, "disable") },
  scheduleDeletion: {
    operation: "scheduleKeyDeletion",
    isOfOwnRow: true,
    prepare: (input, context) => {
      const { due, details } = toNotice(input.pendingDays as number, context.now());
      return byEvent(context, "scheduleDeletion", due, details);
    },
  },
  cancelDeletion: { operation: "cancelKeyDeletion", isOfOwnRow: false, prepare: (_input, context) => cancelDeletions(context) },
  createTags: {
    operation: "batchKeyTags",
    isOfOwnRow: false,
    prepare: ({ tags = [] }, { quota }) => {
      requireRoomFor(tags, quota.tags);
      return async (tx, keys) => {
        const refusals = await putTagsOnKeys(tx, idsOf(keys), tags, quota.tags);
        return ({ id, state }) => {
          const refusal = refusals.get(id) ?? null;
          return { state, refusal, details: refusal === null ? toTagDetails(tags, "create") : {} };
        };
      };
    },
  },
  deleteTags: {
    operation: "batchKeyTags",
    isOfOwnRow: false,
    prepare: ({ tags = [] }) => {
      const tagKeys = tags.map((tag) => tag.key);
      return async (tx, keys) => {
        await deleteTagsOfKeys(tx, idsOf(keys), tagKeys);
        return ({ state }) => ({ state, refusal: null, details: toTagDetails(tags, "delete") });
      };
    },
  },
} as const satisfies Record<Input["action"], ActionRow>;

function idsOf(keys: readonly LockedKey[]): string[] {
  return keys.map(({ id }) => id);
}

function byEvent({ projectId }: Context, event: KeyEvent, scheduledDeletionAt?: Date, details: TraceRow["details"] = {}): Change {
  return async (tx, keys) => {
    await transitionKeys(tx, projectId, idsOf(keys), event, scheduledDeletionAt);
    const state = TRANSITIONS[event].to;
    return () => ({ state, refusal: null, details: { state, ...details } });
  };
}

function cancelDeletions({ projectId }: Context): Change {
  return async (tx, keys) => {
    const withMaterial = await findWithMaterial(tx, idsOf(keys));
    const eventOf = ({ id }: LockedKey) => cancelDeletionEvent(withMaterial.has(id));
    for (const event of ["cancelDeletion", "cancelDeletionWithoutMaterial"] as const) {
      const ids = idsOf(keys.filter((key) => eventOf(key) === event));
      await transitionKeys(tx, projectId, ids, event, null);
    }
    return (key) => {
      const state = TRANSITIONS[eventOf(key)].to;
      return { state, refusal: null, details: { state } };
    };
  };
}
