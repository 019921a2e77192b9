/** Why a key cannot be disabled in shadow now; for showing only: the API decides. */
import type { OperationName } from "#lib/operations/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { shadowWords } from "../../words/key-use-words";
import { lastingRefusal, stateOf } from "./key-availability";

/** null where it can be. */
export function shadowRefusal(
  item: Pick<KeyDetails, "key_state" | "default_key_flag" | "shadow_disable_until">,
  mayDo: readonly OperationName[],
): string | null {
  const lasting = lastingRefusal(item, "startShadowDisable", mayDo);
  if (lasting) return lasting;
  if (stateOf(item) !== "enabled") return shadowWords.notEnabled;
  return item.shadow_disable_until ? shadowWords.isRunning : null;
}
