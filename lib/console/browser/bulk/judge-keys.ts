/** Which of the selected keys a change is asked for. Their states are remembered, maybe old, so a state leaves no key out: the API judges it. */
import type { OperationName } from "#lib/operations/catalog";
import { type BulkChange, CHANGE_OPERATIONS, type KeyChange } from "../../key-change";
import { stateWords } from "../../words/state-words";
import { words } from "../../words/words";
import { belongingsRefusal, changeRefusal, lastingRefusal } from "../availability/key-availability";
import type { LeftKey } from "./bulk-job";
import type { SelectedKey } from "./selected-key";

export type JudgedKey = {
  readonly key: SelectedKey;
  /** Why the change seems not possible; null where it seems so. */
  readonly refusal: string | null;
  readonly isSent: boolean;
};

export function judgeKeys(
  keys: readonly SelectedKey[],
  change: BulkChange | KeyChange,
  mayDo: readonly OperationName[],
): readonly JudgedKey[] {
  const isOfTags = change === "addTags" || change === "removeTags";
  const operation = isOfTags ? "batchKeyTags" : CHANGE_OPERATIONS[change];
  return keys.map((key) => ({
    key,
    refusal: isOfTags ? belongingsRefusal(key, operation as "batchKeyTags", mayDo) : changeRefusal(key, change, mayDo),
    isSent: lastingRefusal(key, operation, mayDo) === null,
  }));
}

export function sentOf(judged: readonly JudgedKey[]): readonly SelectedKey[] {
  return judged.flatMap(({ key, isSent }) => (isSent ? [key] : []));
}

/** A default master key is called that, as the bulk's other reasons are called by the state. */
function shortReason(key: SelectedKey, refusal: string | null): string {
  return key.default_key_flag === "1" && refusal !== words.unavailable.permission ? stateWords.defaultKey : (refusal ?? "");
}

export function leftOutOf(judged: readonly JudgedKey[]): readonly LeftKey[] {
  return judged.flatMap(({ key, refusal, isSent }) => (isSent ? [] : [{ key, reason: shortReason(key, refusal) }]));
}
