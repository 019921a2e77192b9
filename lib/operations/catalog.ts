/** The catalog of operations: the front door of this room. Adding an operation = a row here and a file in `usecases`. */
import { accessOperations } from "./access-operations";
import { aliasOperations } from "./alias-operations";
import { bulkOperations } from "./bulk-operations";
import { credentialOperations } from "./credential-operations";
import { dataKeyOperations } from "./data-key-operations";
import { dataKeyPairOperations } from "./data-key-pair-operations";
import { dataOperations } from "./data-operations";
import { factorOperations } from "./factor-operations";
import { grantOperations } from "./grant-operations";
import { groupOperations } from "./group-operations";
import { keyOperations } from "./key-operations";
import { macOperations } from "./mac-operations";
import { materialOperations } from "./material-operations";
import type { OperationRow, Shape } from "./operation";
import { overviewOperations } from "./overview-operations";
import { policyOperations } from "./policy-operations";
import { projectOperations } from "./project-operations";
import { quotaOperations } from "./quota-operations";
import { roleOperations } from "./role-operations";
import { rotationOperations } from "./rotation-operations";
import { sessionOperations } from "./session-operations";
import { signatureOperations } from "./signature-operations";
import { systemOperations } from "./system-operations";
import { tagOperations } from "./tag-operations";
import { tokenOperations } from "./token-operations";
import { tombstoneOperations } from "./tombstone-operations";
import { logOperations, savedQueryOperations, traceOperations } from "./trace-operations";
import { useOperations } from "./use-operations";
import { userOperations } from "./user-operations";

export const OPERATIONS = {
  ...keyOperations,
  ...tombstoneOperations,
  ...useOperations,
  ...dataOperations,
  ...dataKeyOperations,
  ...dataKeyPairOperations,
  ...signatureOperations,
  ...macOperations,
  ...materialOperations,
  ...rotationOperations,
  ...quotaOperations,
  ...systemOperations,
  ...overviewOperations,
  ...traceOperations,
  ...logOperations,
  ...grantOperations,
  ...accessOperations,
  ...tagOperations,
  ...bulkOperations,
  ...aliasOperations,
  ...userOperations,
  ...groupOperations,
  ...projectOperations,
  ...roleOperations,
  ...policyOperations,
  ...credentialOperations,
  ...sessionOperations,
  ...factorOperations,
  ...savedQueryOperations,
  ...tokenOperations,
} as const satisfies Record<string, OperationRow>;

export type OperationName = keyof typeof OPERATIONS;
export const OPERATION_NAMES = Object.keys(OPERATIONS) as [OperationName, ...OperationName[]];

type OfShape<T> = T extends Shape<infer Of> ? Of : never;

/** What a use-case gets: sound, in the words of the domain. */
export type InputOf<N extends OperationName> = OfShape<(typeof OPERATIONS)[N]["input"]>;
/** What a use-case gives. */
export type OutputOf<N extends OperationName> = OfShape<(typeof OPERATIONS)[N]["output"]>;
