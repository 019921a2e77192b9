/** The door that clients of this API family know as KMS: one row an operation (api-reference §2). Adding one = a row in its noun's file. */
import { accessDoor } from "./access-door";
import { aliasDoor } from "./alias-door";
import { bulkDoor } from "./bulk-door";
import { dataDoor } from "./data-door";
import { dataKeyDoor } from "./data-key-door";
import { dataKeyPairDoor } from "./data-key-pair-door";
import { grantDoor } from "./grant-door";
import { keyDoor } from "./key-door";
import { logDoor } from "./log-door";
import { macDoor } from "./mac-door";
import { materialDoor } from "./material-door";
import { overviewDoor } from "./overview-door";
import { quotaDoor } from "./quota-door";
import { rotationDoor } from "./rotation-door";
import { signatureDoor } from "./signature-door";
import { systemDoor } from "./system-door";
import { tagDoor } from "./tag-door";
import { tombstoneDoor } from "./tombstone-door";
import { traceDoor } from "./trace-door";
import { useDoor } from "./use-door";

export const KMS_DOOR = {
  ...keyDoor,
  ...tombstoneDoor,
  ...useDoor,
  ...dataDoor,
  ...dataKeyDoor,
  ...dataKeyPairDoor,
  ...signatureDoor,
  ...macDoor,
  ...materialDoor,
  ...rotationDoor,
  ...quotaDoor,
  ...systemDoor,
  ...overviewDoor,
  ...traceDoor,
  ...logDoor,
  ...grantDoor,
  ...accessDoor,
  ...tagDoor,
  ...bulkDoor,
  ...aliasDoor,
} as const;
