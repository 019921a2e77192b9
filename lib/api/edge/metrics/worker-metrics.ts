/**
 * What one worker counts while it works: requests, steps, token calls, commits. Invariant: noting a value finds its place by a name of
 * the code and allocates nothing, since it happens in every call; what can be read when somebody asks is not counted here.
 */

import type { TraceCommit } from "#lib/audit/trace-writer";
import type { ObserveTokenCall } from "#lib/hsm/port";
import { FAMILIES, type FamilyName } from "./families";
import { Histogram } from "./histogram";
import type { Series, Snapshot } from "./snapshot";

/** Families that are histograms. */
type Timed = { [Name in FamilyName]: (typeof FAMILIES)[Name]["kind"] extends "histogram" ? Name : never }[FamilyName];

/** How the requests to one operation ended, and how long they took. */
export type RequestTimes = { note(status: number, seconds: number): void };

export class WorkerMetrics {
  readonly #histograms = new Map<Timed, Map<string, { readonly labels: readonly string[]; readonly histogram: Histogram }>>();
  readonly #steps = new Map<string, Histogram>();
  readonly #tokenCalls = {
    answered: new Map<string, Histogram>(),
    refused: new Map<string, Histogram>(),
    failed: new Map<string, Histogram>(),
  };
  readonly #commitRows = this.#histogram("kms_trace_commit_rows", []);
  readonly #commitSeconds = {
    ok: this.#histogram("kms_trace_commit_seconds", ["ok"]),
    failed: this.#histogram("kms_trace_commit_seconds", ["failed"]),
  };
  /** In seconds. */
  readonly eventLoopLag = this.#histogram("kms_event_loop_lag_seconds", []);
  #read: () => Snapshot = () => [];

  /** @param operation a name of the catalog, or `other` */
  requests(operation: string): RequestTimes {
    const ok = this.#histogram("kms_request_seconds", [operation, "ok"]);
    const refused = this.#histogram("kms_request_seconds", [operation, "refused"]);
    const failed = this.#histogram("kms_request_seconds", [operation, "failed"]);
    return { note: (status, seconds) => (status < 400 ? ok : status < 500 ? refused : failed).observe(seconds) };
  }

  /** @param step a name of the pipeline's */
  readonly onStep = (step: string, seconds: number): void => {
    (this.#steps.get(step) ?? this.#begin(this.#steps, step, "kms_step_seconds", [step])).observe(seconds);
  };

  /** @param call a name of the adapter's */
  readonly onTokenCall: ObserveTokenCall = (call, outcome, seconds) => {
    const calls = this.#tokenCalls[outcome];
    const label = outcome === "answered" ? "ok" : outcome;
    (calls.get(call) ?? this.#begin(calls, call, "kms_token_call_seconds", [call, label])).observe(seconds);
  };

  readonly onTraceCommit = ({ rows, seconds, isCommitted }: TraceCommit): void => {
    if (isCommitted) this.#commitRows.observe(rows);
    this.#commitSeconds[isCommitted ? "ok" : "failed"].observe(seconds);
  };

  /** @param read gives what is not counted here, at the moment when somebody asks */
  readWith(read: () => Snapshot): void {
    this.#read = read;
  }

  /** Series in which nothing was noted yet are left out. */
  snapshot(): Snapshot {
    const noted = [...this.#histograms].flatMap(([family, children]) =>
      [...children.values()].map(({ labels, histogram }): Series => ({ family, labels, values: histogram.toValues() })),
    );
    const isUsed = ({ values }: Series) => values.slice(0, -1).some((count) => count > 0);
    return [...noted.filter(isUsed), ...this.#read()];
  }

  #begin(histograms: Map<string, Histogram>, name: string, family: Timed, labels: readonly string[]): Histogram {
    const histogram = this.#histogram(family, labels);
    histograms.set(name, histogram);
    return histogram;
  }

  #histogram(family: Timed, labels: readonly string[]): Histogram {
    const children = this.#histograms.get(family) ?? new Map();
    this.#histograms.set(family, children);
    const id = labels.join(" ");
    const known = children.get(id);
    if (known !== undefined) return known.histogram;
    const histogram = new Histogram(FAMILIES[family].bounds);
    children.set(id, { labels, histogram });
    return histogram;
  }
}
