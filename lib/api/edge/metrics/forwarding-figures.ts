/** How the trail reaches those to whom it is forwarded, over all instances: read from the database at each scrape, as the jobs are. */
import type { ReceiverState } from "#lib/store/traces/receivers";
import { expose, type Sample } from "./exposition";

type Row = {
  readonly name: string;
  readonly help: string;
  readonly kind: "counter" | "gauge";
  /** null where there is nothing to say yet. */
  readonly read: (state: ReceiverState, now: Date) => number | null;
};

const seconds = (date: Date | null) => (date === null ? null : date.getTime() / 1000);

const ROWS: readonly Row[] = [
  { name: "kms_forwarding_traces_total", help: "Traces that the receiver has taken.", kind: "counter", read: ({ delivered }) => delivered },
  { name: "kms_forwarding_failures_total", help: "Tries that failed.", kind: "counter", read: ({ failures }) => failures },
  {
    name: "kms_forwarding_failures_in_a_row",
    help: "Failed tries since the last that did not.",
    kind: "gauge",
    read: ({ failuresInARow }) => failuresInARow,
  },
  {
    name: "kms_forwarding_waiting",
    help: "Traces that the receiver has not taken yet, counted up to 10001.",
    kind: "gauge",
    read: ({ waiting }) => waiting,
  },
  {
    name: "kms_forwarding_lag_seconds",
    help: "Age of the first trace that the receiver has not taken yet.",
    kind: "gauge",
    read: ({ waitingSince }, now) => (waitingSince === null ? 0 : Math.max(0, (now.getTime() - waitingSince.getTime()) / 1000)),
  },
  {
    name: "kms_forwarding_last_delivery_timestamp_seconds",
    help: "When the receiver last took traces.",
    kind: "gauge",
    read: ({ deliveredAt }) => seconds(deliveredAt),
  },
  {
    name: "kms_forwarding_last_failure_timestamp_seconds",
    help: "When a try last failed.",
    kind: "gauge",
    read: ({ failedAt }) => seconds(failedAt),
  },
];

/** @param receivers those that the settings name; without any nothing is said */
export function exposeForwarding(receivers: readonly ReceiverState[], now: Date): string {
  return ROWS.map(({ name, help, kind, read }) => {
    const samples = receivers.flatMap((state): Sample[] => {
      const value = read(state, now);
      return value === null ? [] : [{ labels: [state.name], values: [value] }];
    });
    return expose(name, { kind, help, labels: ["receiver"] }, samples);
  }).join("");
}
