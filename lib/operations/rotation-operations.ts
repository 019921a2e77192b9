import { ANY_STATE, ENABLED_ONLY, type OperationRow } from "./operation";

/** The setting may be changed until the deletion is scheduled, also while the key is disabled (design §12). */
const SETTABLE = ["enabled", "disabled"] as const;

export const rotationOperations = {
  enableKeyRotation: {
    effect: "change",
    traceName: "enableKeyRotation",
    permission: "kms:cmk:enableRotation",
    subject: "key",
    allowedStates: ENABLED_ONLY,
    defaultKeys: false,
    secretFields: [],
    summary: "Rotate a key by itself from now on, first when 365 days (or the interval given) have passed",
  },
  updateKeyRotationInterval: {
    effect: "change",
    traceName: "updateKeyRotationInterval",
    permission: "kms:cmk:updateRotation",
    subject: "key",
    allowedStates: SETTABLE,
    defaultKeys: false,
    secretFields: [],
    summary: "Change the rotation interval of a key; a new period begins",
  },
  disableKeyRotation: {
    effect: "change",
    traceName: "disableKeyRotation",
    permission: "kms:cmk:disableRotation",
    subject: "key",
    allowedStates: SETTABLE,
    defaultKeys: false,
    secretFields: [],
    summary: "Rotate a key no more by itself; its versions stay",
  },
  getKeyRotationStatus: {
    effect: "read",
    traceName: null,
    permission: "kms:cmk:getRotation",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    secretFields: [],
    summary: "Show rotation setting, rotations and versions of a key",
  },
  rotateOnDemand: {
    effect: "change",
    traceName: "rotateKey",
    permission: "kms:cmk:rotate",
    subject: "key",
    allowedStates: ENABLED_ONLY,
    defaultKeys: false,
    secretFields: [],
    summary: "Give a key a new version now, with or without a rotation setting; the plan stays as it is",
  },
  replaceKey: {
    effect: "change",
    traceName: "replaceKey",
    permission: "kms:cmk:create",
    fieldPermissions: {
      tag_keys: "kms:cmkTag:batch",
      grant_ids: "kms:grant:create",
      aliases: "kms:alias:associate",
      rotation: "kms:cmk:enableRotation",
    },
    subject: "key",
    allowedStates: SETTABLE,
    defaultKeys: false,
    patience: 4,
    secretFields: [],
    summary: "Rotate by hand: make a new key with the same settings in place of one that stays for decryption (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
