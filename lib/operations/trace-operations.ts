/** The audit trail, read. Reading it is traced itself. */
import type { TraceCounts, TraceFilter, TraceRecord } from "#lib/domain/trace";
import { ANY_STATE, type OperationRow, shape } from "./operation";

type ListInput = TraceFilter & {
  /** The page goes on after this place. */
  readonly marker?: string | undefined;
  readonly limit?: number | undefined;
};

type CountInput = TraceFilter & { readonly buckets?: number | undefined };

export const TRACE_EXPORT_FORMATS = ["ndjson", "csv"] as const;
export type TraceExportFormat = (typeof TRACE_EXPORT_FORMATS)[number];

export type TraceExport = {
  readonly format: TraceExportFormat;
  /** The newest first, in parts of up to 1,000; it ends when nobody takes them any more, and throws when it cannot go on. */
  readonly pages: AsyncIterable<readonly TraceRecord[]>;
};

const ON_TRAIL = {
  effect: "read",
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
    output: shape<{ readonly traces: readonly TraceRecord[]; readonly nextMarker: string | null }>(),
    summary: "List traces, the newest first: who did what, from where, on what, with what outcome and under which right",
  },
  showTrace: {
    ...ON_TRAIL,
    traceName: "showTrace",
    input: shape<{ readonly traceId: bigint }>(),
    output: shape<{ readonly trace: TraceRecord }>(),
    summary: "Show one trace",
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
