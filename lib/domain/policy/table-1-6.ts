/**
 * The guide's Table 1-6 ("Common operations supported by each system-defined policy or role"): its 36 lines verbatim, in its order, each
 * with the actions it stands for (api-reference §1.8) and the operations of the catalog that they allow; then, apart, what is newer than
 * the guide. Invariant: every operation on keys stands in exactly one line.
 */
import type { Permission } from "../identity/permission";

export type PermissionLine = {
  readonly label: string;
  readonly actions: readonly Permission[];
  /** Names of the catalog. */
  readonly operations: readonly string[];
};

export const TABLE_1_6: readonly PermissionLine[] = [
  line("Create a key", "kms:cmk:create", "createKey"),
  line("Enable a key", "kms:cmk:enable", "enableKey"),
  line("Disable a key", "kms:cmk:disable", "disableKey"),
  line("Schedule key deletion", "kms:cmk:update", "scheduleKeyDeletion"),
  line("Cancel scheduled key deletion", "kms:cmk:update", "cancelKeyDeletion"),
  line("Modify a key alias", "kms:cmk:update", "updateKeyAlias"),
  line("Modify key description", "kms:cmk:update", "updateKeyDescription"),
  line("Generate a random number", "kms:cmk:generate", "genRandom"),
  line("Create a DEK", "kms:dek:create", "createDatakey"),
  line("Create a plaintext-free DEK", "kms:dek:create", "createDatakeyWithoutPlaintext"),
  line("Encrypt a DEK", "kms:dek:crypto", "encryptDatakey"),
  line("Decrypt a DEK", "kms:dek:crypto", "decryptDatakey"),
  line("Obtain parameters for importing a key", "kms:cmk:getMaterial", "getParametersForImport"),
  line("Import key materials", "kms:cmk:importMaterial", "importKeyMaterial"),
  line("Delete key materials", "kms:cmk:deleteMaterial", "deleteImportedKeyMaterial"),
  line("Create a grant", "kms:grant:create", "createGrant"),
  line("Revoking a grant", "kms:grant:revoke", "revokeGrant"),
  line("Retire a grant", "kms:grant:retire", "retireGrant"),
  line("Query the grant list", "kms:grant:list", "listGrants"),
  line("Query retirable grants", "kms:grant:list", "listRetirableGrants"),
  line("Encrypt data", "kms:cmk:crypto", "encryptData"),
  line("Decrypt data", "kms:cmk:crypto", "decryptData"),
  line("Enable key rotation", "kms:cmk:enableRotation", "enableKeyRotation"),
  line("Modify key rotation interval", "kms:cmk:updateRotation", "updateKeyRotationInterval"),
  line("Disable key rotation", "kms:cmk:disableRotation", "disableKeyRotation"),
  line("Query key rotation status", "kms:cmk:getRotation", "getKeyRotationStatus"),
  line("Query CMK instances", "kms:cmkTag:listInstance", "searchByTags"),
  line("Query key tags", "kms:cmkTag:list", "listKeyTags"),
  line("Query project tags", "kms:cmkTag:list", "listProjectTags", "suggestTags"),
  line("Batch add or delete key tags", "kms:cmkTag:batch", "batchKeyTags"),
  line("Add tags to a key", "kms:cmkTag:create", "createKeyTag"),
  line("Delete key tags", "kms:cmkTag:delete", "deleteKeyTag"),
  line("Query the key list", "kms:cmk:list", "listKeys", "searchKeys"),
  line("Query key details", "kms:cmk:get", "describeKey"),
  line("Query instance quantity", "kms:cmk:getInstance", "userInstances"),
  line("Query quotas", "kms:cmk:getQuota", "userQuotas"),
];

/** What the product can do beyond that table. */
export const NEWER_LINES: readonly PermissionLine[] = [
  line("Read the audit traces of the project", "kms:trace:list", "listTraces", "showTrace", "showReceipt", "countTraces", "exportTraces"),
  line("Query the overview of a project", "kms:cmk:list", "describeOverview"),
  line("Query deleted keys", "kms:cmk:list", "listDeletedKeys"),
  line("Query what deleting a key would break", "kms:cmk:update", "deleteKeyRiskTips"),
  line("Query who can use a key", "kms:cmk:getAccess", "listKeyAccess"),
  line("Query who called a key", "kms:cmk:getAccess", "listKeyCallers"),
  line("Query when a key was used last", "kms:cmk:get", "getKeyLastUsage"),
  line("Disable a key in shadow", "kms:cmk:disable", "startShadowDisable", "stopShadowDisable"),
  line("Query names of grantees", "kms:grant:list", "describePrincipals"),
  line("Re-encrypt data under another key", "kms:cmk:crypto", "reEncrypt"),
  line("Create a data key pair", "kms:dek:create", "createRsaDatakeyPair", "createEcDatakeyPair"),
  line("Sign", "kms:cmk:sign", "sign"),
  line("Verify a signature", "kms:cmk:verify", "verify"),
  line("Obtain a public key", "kms:cmk:getPublicKey", "getPublickey"),
  line("Generate a message authentication code", "kms:cmk:generateMac", "generateMac"),
  line("Verify a message authentication code", "kms:cmk:verifyMac", "verifyMac"),
  line("Rotate a key now", "kms:cmk:rotate", "rotateOnDemand"),
  {
    label: "Replace a key by a new one",
    actions: ["kms:cmk:create", "kms:cmkTag:batch", "kms:grant:create", "kms:alias:associate", "kms:cmk:enableRotation"],
    operations: ["replaceKey"],
  },
  {
    label: "Change several keys at once",
    actions: ["kms:cmk:enable", "kms:cmk:disable", "kms:cmk:update", "kms:cmkTag:batch"],
    operations: ["changeKeys"],
  },
  line("Query aliases", "kms:alias:list", "listAliases"),
  line("Create an alias", "kms:alias:create", "createAlias"),
  line("Move an alias to another key", "kms:alias:associate", "associateAlias"),
  line("Delete aliases", "kms:alias:delete", "deleteAliases"),
  line("Query regions and the state of the system", "kms:cmk:getQuota", "listSupportRegions", "describeSystem"),
];

/** The lines that an action stands in: who is given one is given all of them. */
export function linesOf(action: Permission): readonly PermissionLine[] {
  return [...TABLE_1_6, ...NEWER_LINES].filter(({ actions }) => actions.includes(action));
}

function line(label: string, action: Permission, ...operations: string[]): PermissionLine {
  return { label, actions: [action], operations };
}
