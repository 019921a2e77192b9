/** What an input says of what it is about, also one that is refused: for the trace of the call, and nothing that is not in the right form. */
import { isCustomAlias } from "#lib/domain/alias";
import { ACCESS_KEY_PATTERN, HEX_ID_PATTERN, KEY_ID_PATTERN } from "#lib/domain/ids";
import { OPERATIONS } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { REST_DOORS, type RestOperationName } from "./catalog";
import type { DoorRow } from "./door-row";
import { readMember } from "./record";

/** Members that say what a call is about, the most exact first. */
const IDS = [
  ["access_key", ACCESS_KEY_PATTERN],
  ["key_id", KEY_ID_PATTERN],
  ["target_key_id", KEY_ID_PATTERN],
  ["group_id", HEX_ID_PATTERN],
  ["user_id", HEX_ID_PATTERN],
] as const;
/** Of calls about the account only: elsewhere the project is what they are in. */
const IDS_OF_ACCOUNT = [...IDS, ["role_id", HEX_ID_PATTERN], ["session_id", HEX_ID_PATTERN], ["project_id", HEX_ID_PATTERN]] as const;

export function mentionIn(name: RestOperationName, raw: unknown): { resourceId?: string; alias?: string; choice?: string } {
  if (typeof raw !== "object" || raw === null) return {};
  const fields = raw as Record<string, unknown>;
  const ids = OPERATIONS[name].subject === "account" ? IDS_OF_ACCOUNT : IDS;
  const named = ids.map(([member, pattern]) => [fields[member], pattern] as const).find(([id, pattern]) => isOf(id, pattern));
  const { traceNameBy }: OperationRow = OPERATIONS[name];
  const { input }: DoorRow = REST_DOORS[name];
  const choice = traceNameBy === undefined ? undefined : readMember(input, traceNameBy.field, fields);
  const { key_alias: alias } = fields;
  return {
    ...(named !== undefined && { resourceId: named[0] as string }),
    ...(typeof alias === "string" && isCustomAlias(alias) && { alias }),
    ...(typeof choice === "string" && { choice }),
  };
}

function isOf(id: unknown, pattern: RegExp): boolean {
  return typeof id === "string" && pattern.test(id);
}
