/**
 * Tells what is at stake when a key is deleted: who used it lately, and what hangs on it (guide §2.4.4: "confirm that it is not in use").
 * Traced, since it is the guide's "Prompting risks about CMK deletion".
 */

import type { Permission } from "#lib/domain/identity/permission";
import { DAY_MS } from "#lib/domain/key";
import { OPERATIONS } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { readKeyUse } from "#lib/store/traces/key-use";
import { byKey, type KeyUseCase } from "../use-case";

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
  subjectOf: byKey,
  async run(_input, { store, key, now }) {
    const use = await readKeyUse(store, key.id, usingTraces(), new Date(now().getTime() - CALLERS_OF_DAYS * DAY_MS));
    return { keyId: key.id, ...use };
  },
};

/** Trace names of operations that use a key's material. */
function usingTraces(): string[] {
  return Object.values<OperationRow>(OPERATIONS).flatMap(({ permission, traceName }) => (USING.has(permission) ? [traceName] : []));
}
