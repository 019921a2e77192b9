/**
 * Tells what is at stake when a key is deleted: who used it lately, and what hangs on it (guide §2.4.4: "confirm that it is not in use").
 * Traced, since it is the guide's "Prompting risks about CMK deletion".
 */
import { DAY_MS } from "#lib/domain/key";
import type { Permission } from "#lib/domain/permission";
import { OPERATIONS } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { readKeyUse } from "#lib/store/traces/key-use";
import { toWireTime } from "#lib/wire/kms/key-details";
import { byKeyId, type KeyUseCase } from "../use-case";

const CALLERS_OF_DAYS = 30;
const USING: ReadonlySet<Permission | null> = new Set<Permission>([
  "kms:cmk:crypto",
  "kms:dek:create",
  "kms:dek:crypto",
  "kms:cmk:sign",
  "kms:cmk:verify",
  "kms:cmk:generateMac",
  "kms:cmk:verifyMac",
]);

export const deleteKeyRiskTips: KeyUseCase<"deleteKeyRiskTips"> = {
  subject: "key",
  subjectOf: byKeyId,
  async run(_input, { store, key, now }) {
    const use = await readKeyUse(store, key.id, usingTraces(), new Date(now().getTime() - CALLERS_OF_DAYS * DAY_MS));
    return {
      key_id: key.id,
      last_use_time: toWireTime(use.lastUse),
      callers: use.callers.map(({ id, name, lastUse, uses }) => ({ id, name, last_use_time: toWireTime(lastUse), uses })),
      is_partial: use.isPartial,
      grants: use.grants,
      tags: use.tags,
      aliases: use.aliases,
    };
  },
};

/** Trace names of operations that use a key's material. */
function usingTraces(): string[] {
  return Object.values<OperationRow>(OPERATIONS).flatMap(({ permission, traceName }) =>
    USING.has(permission) && traceName !== null ? [traceName] : [],
  );
}
