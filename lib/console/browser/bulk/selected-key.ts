/** A key of the selection, with what dialogs and reasons need of it and no more: there may be thousands. */
import type { KeyDetails } from "#lib/wire/kms/key-details";

export type SelectedKey = Pick<KeyDetails, "key_id" | "key_alias" | "key_state" | "default_key_flag"> &
  // Known of a key that is in sight.
  Partial<Pick<KeyDetails, "key_spec">>;

export function toSelected({ key_id, key_alias, key_state, default_key_flag }: KeyDetails): SelectedKey {
  return { key_id, key_alias, key_state, default_key_flag };
}
