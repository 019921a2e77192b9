/**
 * The names under which this process's figures are told to Prometheus, with their help, labels and buckets. Invariant: the values of a
 * label are words of the code (operations, steps, outcomes), so that nothing that a client sends can add one, and none names a key,
 * project or person.
 */

export type Family = {
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, ascending; there is one more bucket, without a bound. */
  readonly bounds?: readonly number[];
};

/** In seconds. A call that needs the token alone takes less than a millisecond, an RSA_4096 pair some seconds. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Steps and calls of the token take tens of microseconds. */
const SHORT_SECONDS = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];
const LAG_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const ROWS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

export const FAMILIES = {
  kms_request_seconds: {
    kind: "histogram",
    help: "Time from a request's headers to its answer. Outcomes: ok, refused (4xx), failed (5xx); the operation is other where it is none.",
    labels: ["operation", "outcome"],
    bounds: SECONDS,
  },
  kms_step_seconds: { kind: "histogram", help: "Time that a step of the pipeline took.", labels: ["step"], bounds: SHORT_SECONDS },
  kms_token_call_seconds: {
    kind: "histogram",
    help: "Time that a call of the PKCS#11 token took, its waiting included. Outcomes: ok, refused (for what was asked), failed.",
    labels: ["call", "outcome"],
    bounds: SHORT_SECONDS,
  },
  kms_trace_queue_length: { kind: "gauge", help: "Traces that wait to be committed, those on their way included.", labels: [] },
  kms_trace_commit_rows: { kind: "histogram", help: "Traces that were committed together.", labels: [], bounds: ROWS },
  kms_trace_commit_seconds: {
    kind: "histogram",
    help: "Time that a commit of traces took. Outcomes: ok, failed.",
    labels: ["outcome"],
    bounds: SECONDS,
  },
  kms_guesses_total: {
    kind: "counter",
    help: "Calls that could begin on a guess of caller and key (hit), and that could not (miss).",
    labels: ["result"],
  },
  kms_guesses_wrong_total: { kind: "counter", help: "Guesses that were found wrong, after which the call began anew.", labels: [] },
  kms_integrity_refusals_total: {
    kind: "counter",
    help: "Rows that were found not to be as the product has written them, each time that one was to be used.",
    labels: [],
  },
  kms_pool_connections: { kind: "gauge", help: "Database connections. States: in_use, idle.", labels: ["pool", "state"] },
  kms_pool_connections_max: { kind: "gauge", help: "Database connections that there may be.", labels: ["pool"] },
  kms_pool_waiting: { kind: "gauge", help: "Statements that wait for a database connection.", labels: ["pool"] },
  kms_event_loop_lag_seconds: {
    kind: "histogram",
    help: "How late the event loop came to what was due, looked at four times a second.",
    labels: [],
    bounds: LAG_SECONDS,
  },
  kms_integrity_database_older: {
    kind: "gauge",
    help: "API workers that answer nothing because the database is older than the mark in the token.",
    labels: [],
  },
  kms_workers_reporting: { kind: "gauge", help: "API workers whose figures are in the sums above.", labels: [] },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof FAMILIES;
