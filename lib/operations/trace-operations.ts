/** The audit trail, read. Reading it is traced itself. */
import type { TraceCounts, TraceFilter, TraceRecord } from "#lib/domain/trace";
import { ANY_STATE, ON_ACCOUNT, type OperationRow, shape } from "./operation";

type ListInput = TraceFilter & {
  /** The page goes on after this place. */
  readonly marker?: string | undefined;
  readonly limit?: number | undefined;
};

type CountInput = TraceFilter & { readonly buckets?: number | undefined };

/** A trace, and where it is in the sealed log: null while no checkpoint has it. */
export type SealedTrace = TraceRecord & { readonly leaf_index: number | null };

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

export type TraceExport = {
  readonly format: TraceExportFormat;
  /** The newest first, in parts of up to 1,000; it ends when nobody takes them any more, and throws when it cannot go on. */
  readonly pages: AsyncIterable<readonly TraceRecord[]>;
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
    summary: "Export traces as lines of JSON or as CSV, the newest first",
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
