/** The audit trail, read. Reading it is traced itself. */
import type { SealedTrace, TraceCounts, TraceFilter, TraceRecord } from "#lib/domain/trace";
import { ANY_STATE, ON_ACCOUNT, type OperationRow, shape } from "./operation";

type ListInput = TraceFilter & {
  /** The page goes on after this place. */
  readonly marker?: string | undefined;
  readonly limit?: number | undefined;
};

type CountInput = TraceFilter & { readonly buckets?: number | undefined };

type ReceiptInput = {
  /** One of the two is there; where both are, both hold. */
  readonly traceId?: bigint | undefined;
  readonly requestId?: string | undefined;
};

/** That a trace is in the log: what `lib/audit/verify` accepts alone. */
export type TraceReceipt = {
  readonly traceId: string;
  readonly leafIndex: number;
  /** Leaves of the checkpoint's tree. */
  readonly size: number;
  /** The canonical row, whose UTF-8 bytes are the leaf. */
  readonly leaf: string;
  /** Siblings from the leaf to the root, 32 bytes each. */
  readonly proof: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
  /** When it was signed, as the service says: the note has no time. */
  readonly checkpointTime: Date;
  /** All of that as a file (C2SP tlog-proof). */
  readonly receipt: string;
};

export const TRACE_EXPORT_FORMATS = ["ndjson", "csv"] as const;
export type TraceExportFormat = (typeof TRACE_EXPORT_FORMATS)[number];

/** It ends when nobody takes it any more, and throws when it cannot go on. */
export type TraceExport =
  | {
      readonly format: "csv";
      /** The newest first, in parts of up to 1,000. */
      readonly pages: AsyncIterable<readonly TraceRecord[]>;
    }
  | {
      readonly format: "ndjson";
      /** The sealed export (`lib/audit/verify/README.md`), in parts of whole lines. */
      readonly texts: AsyncIterable<string>;
    };

const ON_TRAIL = {
  effect: "read",
  isTracedRead: true,
  resourceType: "trace",
  permission: "kms:trace:list",
  accountPermission: "iam:traces:list",
  subject: "project",
  allowedStates: ANY_STATE,
  defaultKeys: true,
  secretFields: [],
} as const;

export const traceOperations = {
  listTraces: {
    ...ON_TRAIL,
    traceName: "listTraces",
    input: shape<ListInput>(),
    output: shape<{ readonly traces: readonly SealedTrace[]; readonly nextMarker: string | null }>(),
    summary: "List traces, the newest first: who did what, from where, on what, with what outcome and under which right",
  },
  showTrace: {
    ...ON_TRAIL,
    traceName: "showTrace",
    input: shape<{ readonly traceId: bigint }>(),
    output: shape<{ readonly trace: SealedTrace }>(),
    summary: "Show one trace",
  },
  showReceipt: {
    ...ON_TRAIL,
    traceName: "showReceipt",
    input: shape<ReceiptInput>(),
    output: shape<TraceReceipt>(),
    summary: "Show the receipt of a trace: that the sealed log has it, for whoever has the public audit key",
  },
  countTraces: {
    ...ON_TRAIL,
    traceName: "countTraces",
    input: shape<CountInput>(),
    output: shape<TraceCounts>(),
    summary: "Count traces over time, by outcome",
  },
  exportTraces: {
    ...ON_TRAIL,
    traceName: "exportTraces",
    input: shape<TraceFilter & { readonly format?: TraceExportFormat | undefined }>(),
    output: shape<TraceExport>(),
    summary: "Export traces as lines that verify with the public audit key, or as CSV",
  },
} as const satisfies Record<string, OperationRow>;

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

/** The log as such: whoever is signed in may know its key and its head, which tell nothing of any trace. */
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

/** A search of the trail that somebody keeps. */
export type SavedQuery = { readonly id: string; readonly name: string; readonly query: string; readonly createdAt: Date };

const ON_OWN_QUERIES = { ...ON_ACCOUNT, resourceType: "savedQuery", permission: null, secretFields: [] } as const;

/** They are the caller's own, whoever that is; a query shows nothing by itself. */
export const savedQueryOperations = {
  listSavedQueries: {
    ...ON_OWN_QUERIES,
    effect: "read",
    traceName: "listSavedQueries",
    input: shape<Record<never, never>>(),
    output: shape<{ readonly queries: readonly SavedQuery[] }>(),
    summary: "List one's own saved filters of the audit traces, by name",
  },
  saveQuery: {
    ...ON_OWN_QUERIES,
    effect: "change",
    traceName: "saveQuery",
    input: shape<{ readonly name: string; readonly query: string }>(),
    output: shape<{ readonly savedQuery: SavedQuery }>(),
    summary: "Save a filter of the audit traces under a name, for oneself alone; one of that name is replaced",
  },
  deleteSavedQuery: {
    ...ON_OWN_QUERIES,
    effect: "destroy",
    traceName: "deleteSavedQuery",
    input: shape<{ readonly queryId: string }>(),
    output: shape<void>(),
    summary: "Delete a saved filter of one's own",
  },
} as const satisfies Record<string, OperationRow>;
