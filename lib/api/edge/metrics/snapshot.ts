/**
 * Figures of one process at one moment, as they travel between processes, and how those of several become one. Invariant: everything is
 * added up, so that which worker is asked makes no difference.
 */
import { FAMILIES, type Family, type FamilyName } from "./families";

/** Values of a counter and of a gauge: one number; of a histogram: see `Histogram.toValues`. */
export type Series = { readonly family: FamilyName; readonly labels: readonly string[]; readonly values: readonly number[] };

export type Snapshot = readonly Series[];

export function addUp(snapshots: readonly Snapshot[]): Snapshot {
  const sums = new Map<string, Series>();
  for (const series of snapshots.flat()) {
    const id = [series.family, ...series.labels].join(" ");
    const sum = sums.get(id);
    sums.set(id, sum === undefined ? series : { ...sum, values: sum.values.map((value, index) => value + (series.values[index] ?? 0)) });
  }
  return [...sums.values()];
}

/** What remains true of a process that is gone: what it counted, not what it was doing. */
export function withoutGauges(snapshot: Snapshot): Snapshot {
  return snapshot.filter(({ family }) => (FAMILIES[family] as Family).kind !== "gauge");
}

/** What another process says, as far as it is figures: whoever adds them up must not fall with the one that told them. */
export function readSnapshot(told: unknown): Snapshot {
  return Array.isArray(told) ? told.filter(isSeries) : [];
}

function isSeries(told: unknown): told is Series {
  const { family, labels, values } = (told ?? {}) as Record<string, unknown>;
  if (typeof family !== "string" || !Object.hasOwn(FAMILIES, family)) return false;
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === "string")) return false;
  return Array.isArray(values) && values.every((value) => Number.isFinite(value));
}
