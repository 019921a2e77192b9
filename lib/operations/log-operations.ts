/** The sealed log as such: whose key signs it, and what was signed last. Whoever is signed in may know both; they tell nothing of any trace. */
import { ANY_STATE, type OperationRow, shape } from "./operation";

export type AuditKey = {
  /** DER SubjectPublicKeyInfo; on P-256. */
  readonly spki: Uint8Array;
  readonly pem: string;
  /** Key ID in checkpoints, eight digits of hex. */
  readonly keyId: string;
  /** Origin of the last checkpoint; null where there is none yet. */
  readonly origin: string | null;
  /** The line `log` of a policy (C2SP tlog-policy); null where there is no origin. */
  readonly verifierKey: string | null;
};

/** A signature under a checkpoint that is not the audit key's: a witness's. */
export type Cosignature = { readonly name: string; readonly keyId: string; readonly signature: Uint8Array };

export type ShownCheckpoint = {
  /** The signed note. */
  readonly checkpoint: string;
  readonly origin: string;
  readonly incarnation: number;
  /** Leaves. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  readonly time: Date;
  readonly cosignatures: readonly Cosignature[];
  /** That it grew out of the tree of `since` leaves, where that was asked for. */
  readonly consistency: ConsistencyProof | null;
};

export type ConsistencyProof = {
  readonly since: number;
  readonly proof: readonly Uint8Array[];
  /** The same as a file that the verifier takes with `--since`. */
  readonly text: string;
};

const ON_LOG = {
  effect: "read",
  resourceType: "trace",
  permission: null,
  subject: "project",
  allowedStates: ANY_STATE,
  defaultKeys: true,
  secretFields: [],
} as const;

export const logOperations = {
  showAuditKey: {
    ...ON_LOG,
    traceName: "showAuditKey",
    input: shape<Record<never, never>>(),
    output: shape<AuditKey>(),
    summary: "Show the public key by which checkpoints of the audit log are verified",
  },
  showCheckpoint: {
    ...ON_LOG,
    traceName: "showCheckpoint",
    input: shape<{ readonly since?: number | undefined }>(),
    output: shape<ShownCheckpoint>(),
    summary: "Show the last signed checkpoint of the audit log, and that it grew out of an older one",
  },
} as const satisfies Record<string, OperationRow>;
