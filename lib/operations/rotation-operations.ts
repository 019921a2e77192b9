/** Operations on rotation, by itself and by hand (guide §2.7). */
import type { KeyReference } from "#lib/domain/key-reference";
import { ANY_STATE, ENABLED_ONLY, type OperationRow, shape } from "./operation";

type OnKey = { readonly key: KeyReference };

/** How a key is rotated, and which versions it has. */
export type RotationStatus = {
  /** Days; null while rotation is off. */
  readonly rotationInterval: number | null;
  readonly lastRotationAt: Date | null;
  readonly rotationCount: number;
  /** When the running period ends; null while rotation is off. */
  readonly nextRotationAt: Date | null;
  /** The newest first. */
  readonly versions: readonly KeyVersion[];
  /** ID of the key that took this one's place. */
  readonly replacedBy: string | null;
  /** IDs of the keys whose place this one took. */
  readonly replaces: readonly string[];
};

export type KeyVersion = {
  /** They count from 0. */
  readonly version: number;
  readonly createdAt: Date;
  readonly materialExpiresAt: Date | null;
  /** The current version encrypts; retained ones decrypt. */
  readonly state: "current" | "retained" | "absent";
};

type ReplaceInput = OnKey & {
  /** Name of the new key. */
  readonly alias: string;
  readonly tagKeys?: readonly string[] | undefined;
  readonly grantIds?: readonly string[] | undefined;
  /** Names of alias objects of the key that point at the new one from now on. */
  readonly aliases?: readonly string[] | undefined;
  /** Whether the new key gets the rotation setting. */
  readonly rotation?: boolean | undefined;
};

type ReplaceOutput = { readonly key: { readonly id: string; readonly accountId: string }; readonly replacedKeyId: string };

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
    input: shape<OnKey & { readonly rotationInterval?: number | undefined }>(),
    output: shape<void>(),
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
    input: shape<OnKey & { readonly rotationInterval: number }>(),
    output: shape<void>(),
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
    input: shape<OnKey>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Rotate a key no more by itself; its versions stay",
  },
  getKeyRotationStatus: {
    effect: "read",
    traceName: "getKeyRotationStatus",
    permission: "kms:cmk:getRotation",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<OnKey>(),
    output: shape<RotationStatus>(),
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
    input: shape<OnKey>(),
    output: shape<{ readonly keyId: string }>(),
    secretFields: [],
    summary: "Give a key a new version now, with or without a rotation setting; the plan stays as it is",
  },
  replaceKey: {
    effect: "change",
    traceName: "replaceKey",
    permission: "kms:cmk:create",
    fieldPermissions: {
      tagKeys: "kms:cmkTag:batch",
      grantIds: "kms:grant:create",
      aliases: "kms:alias:associate",
      rotation: "kms:cmk:enableRotation",
    },
    subject: "key",
    allowedStates: SETTABLE,
    defaultKeys: false,
    patience: 4,
    input: shape<ReplaceInput>(),
    output: shape<ReplaceOutput>(),
    secretFields: [],
    summary: "Rotate by hand: make a new key with the same settings in place of one that stays for decryption (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
