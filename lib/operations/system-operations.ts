/** What the installation is made of and whether it is well. */
import type { JobName } from "#lib/domain/job";
import type { WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";
import { ANY_STATE, type OperationRow, shape } from "./operation";

export type SystemDescription = {
  readonly version: string;
  readonly hsm: {
    readonly isWell: boolean;
    readonly label: string;
    readonly manufacturer: string;
    readonly model: string;
    readonly serialNumber: string;
    readonly library: string;
    /** Whether the decoding step of RSAES_OAEP_SHA_256 runs in the token, as the start-up probe found it. */
    readonly oaepSha256InToken: boolean;
    /** Wrapping algorithms under which an imported AES key is unwrapped wholly in the token. */
    readonly importsInToken: readonly WrappingAlgorithm[];
  };
  readonly database: { readonly isWell: boolean };
  /** Whether the role that the product works by is another than the owner of the database. */
  readonly hasOwnerOfItsOwn: boolean;
  /** Sentences: where the schema is not what the migrations make of it. */
  readonly schemaDifferences: readonly string[];
  /** Rows of keys, in all projects, that somebody else has written, as the last look found. */
  readonly alteredRows: number;
  /** Whether an older database that is put back would be found, since the token keeps a mark. */
  readonly isMarkKept: boolean;
  readonly auditLog: LogDescription;
  readonly jobs: readonly JobDescription[];
  readonly forwarding: readonly ForwardingDescription[];
  readonly grantQuota: number;
  readonly keyQuota: number;
  readonly keysUsed: number;
};

/** The sealed log, and whether it is what was sealed. */
export type LogDescription = {
  /** A sentence: the log is not what was sealed, so that nothing more is. null where it is. */
  readonly broken: string | null;
  /** Sentences on entries that are not as they were sealed, 100 at most. */
  readonly faults: readonly string[];
  /** The one that was signed last; null where none was yet, or what is stored is none. */
  readonly checkpoint: {
    readonly origin: string;
    readonly incarnation: number;
    /** Leaves. */
    readonly size: number;
    /** 32 bytes. */
    readonly root: Uint8Array;
    readonly time: Date;
  } | null;
  /** For how long the oldest trace has waited that no checkpoint has yet, in ms; 0 where none waits. */
  readonly lagMs: number;
  /** The last look at rows, one by one; null where there was none yet. */
  readonly verification: {
    readonly time: Date;
    /** Leaf index of the first, and the one after the last. */
    readonly begins: number;
    readonly ends: number;
    /** Entries that were not as they were sealed. */
    readonly wrong: number;
  } | null;
  readonly witnesses: readonly WitnessDescription[];
};

/** Who cosigns checkpoints. */
export type WitnessDescription = {
  readonly name: string;
  /** Leaves of the checkpoint that it cosigned last; null where it has cosigned none. */
  readonly size: number | null;
  readonly cosignedAt: Date | null;
  readonly lastFailure: Date | null;
  /** What the last failure was; "" where there was none. */
  readonly failure: string;
  readonly failures: number;
  readonly failuresInARow: number;
  /** A sentence: it was shown another log. null where it was not. */
  readonly incident: string | null;
};

export type JobDescription = {
  readonly name: JobName;
  /** Whether the last run went well. */
  readonly isWell: boolean;
  /** End of the last run that went well. */
  readonly lastRun: Date | null;
  readonly nextRun: Date | null;
  readonly lastFailure: Date | null;
  /** What the last failure was; "" where there was none. */
  readonly failure: string;
  /** Runs that failed, ever. */
  readonly failures: number;
  readonly failuresInARow: number;
};

export const RECEIVERS = ["syslog", "webhook"] as const;

/** How the trail reaches a receiver that the settings name. */
export type ForwardingDescription = {
  readonly name: (typeof RECEIVERS)[number];
  /** Whether the last try went well, and somebody looks after it. */
  readonly isWell: boolean;
  /** Time of the last trace that it has taken. */
  readonly deliveredUntil: Date | null;
  /** Traces that it has taken, ever. */
  readonly delivered: number;
  /** Traces that it has not taken yet; 10,001 where there are more. */
  readonly waiting: number;
  /** Time of the first of them. */
  readonly waitingSince: Date | null;
  readonly lastFailure: Date | null;
  /** What the last failure was; "" where there was none. */
  readonly failure: string;
  /** Tries that failed, ever. */
  readonly failures: number;
  readonly failuresInARow: number;
};

export const systemOperations = {
  describeSystem: {
    effect: "read",
    traceName: "describeSystem",
    resourceType: "system",
    permission: "kms:cmk:getQuota",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<Record<string, never>>(),
    output: shape<SystemDescription>(),
    secretFields: [],
    summary: "Describe HSM, database and quotas (extension of this product, used by its console)",
  },
} as const satisfies Record<string, OperationRow>;
