import { byTransition, type OperationRow } from "./operation";

export const materialOperations = {
  getParametersForImport: {
    effect: "change",
    traceName: "getParametersForImport",
    permission: "kms:cmk:getMaterial",
    subject: "key",
    ...byTransition("importMaterial"),
    defaultKeys: true,
    // The wrapping key is an RSA key, which may wait for others in making.
    patience: 4,
    secretFields: ["import_token"],
    summary: "Get a wrapping key and an import token, good for 24 hours, for a key that waits for its material",
  },
  importKeyMaterial: {
    effect: "change",
    traceName: "importKeyMaterial",
    permission: "kms:cmk:importMaterial",
    subject: "key",
    ...byTransition("importMaterial"),
    defaultKeys: true,
    patience: 4,
    secretFields: ["import_token", "encrypted_key_material", "encrypted_privatekey"],
    summary: "Import key material; a key takes only the material it had first",
  },
  deleteImportedKeyMaterial: {
    effect: "destroy",
    traceName: "deleteImportedKeyMaterial",
    permission: "kms:cmk:deleteMaterial",
    subject: "key",
    ...byTransition("deleteMaterial"),
    defaultKeys: true,
    secretFields: [],
    summary: "Destroy imported key material of an AES key; the key stays and waits for the same material",
  },
} as const satisfies Record<string, OperationRow>;
