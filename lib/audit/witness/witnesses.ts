/** The witnesses that the settings name. */
import type { AuditSettings } from "#lib/base/audit-settings";
import { type Witness, witness } from "./ask-witness";

export function witnessesOf({ witnesses }: Pick<AuditSettings, "witnesses">): Witness[] {
  return witnesses.map((settings) => witness(settings));
}
