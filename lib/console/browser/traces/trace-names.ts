/** Names that traces can have: of the catalog, which has those of the guide's Table 1-7, and of what comes about without a call. */
import { OPERATIONS } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";

/** Of jobs, commands of whoever runs the machine, and what the product notes of itself. */
const WITHOUT_CALL = [
  "acceptIntegrity",
  "acceptRollback",
  "createAccount",
  "createBackup",
  "createIntegrityKey",
  "deleteKey",
  "destroyDomainKey",
  "integrityIncident",
  "makeAdministrator",
  "recordState",
  "resetPassword",
  "restoreBackup",
  "retainTraces",
  "retireDomainKey",
  "rollDomainKey",
  "tracesNotWritten",
  "unlockUser",
  "verifySignature",
];

const named = Object.values(OPERATIONS).flatMap(({ traceName, traceNameBy }: OperationRow) => [
  traceName,
  ...Object.values(traceNameBy?.names ?? {}),
]);

export const TRACE_NAMES: readonly string[] = [...new Set([...named, ...WITHOUT_CALL])].sort((one, other) => one.localeCompare(other));
