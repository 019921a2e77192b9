/** Binds every operation of the catalog to its use-case. A missing one, or one of another's shape, does not compile. */
import type { OperationName } from "#lib/operations/catalog";
import { decryptData } from "./data/decrypt";
import { encryptData } from "./data/encrypt";
import { createGrant } from "./grant/create";
import { listGrants } from "./grant/list";
import { listRetirableGrants } from "./grant/list-retirable";
import { retireGrant } from "./grant/retire";
import { revokeGrant } from "./grant/revoke";
import { cancelKeyDeletion } from "./key/cancel-deletion";
import { createKey } from "./key/create";
import { describeKey } from "./key/describe";
import { disableKey } from "./key/disable";
import { enableKey } from "./key/enable";
import { listKeys } from "./key/list";
import { scheduleKeyDeletion } from "./key/schedule-deletion";
import { searchKeys } from "./key/search";
import { updateKeyAlias } from "./key/update-alias";
import { updateKeyDescription } from "./key/update-description";
import type { UseCase } from "./use-case";

export const REGISTRY = {
  createKey,
  listKeys,
  searchKeys,
  describeKey,
  updateKeyAlias,
  updateKeyDescription,
  enableKey,
  disableKey,
  scheduleKeyDeletion,
  cancelKeyDeletion,
  encryptData,
  decryptData,
  createGrant,
  listGrants,
  listRetirableGrants,
  revokeGrant,
  retireGrant,
} satisfies { [N in OperationName]: UseCase<N> };
