/** What the parts of a worker know of themselves, read when somebody asks. */
import type { Series, Snapshot } from "./snapshot";

type PoolUse = { readonly inUse: number; readonly idle: number; readonly waiting: number; readonly max: number };

export type PartStats = {
  readonly traces: { readonly queued: number; readonly disproven: number };
  readonly pools: Readonly<Record<string, PoolUse>>;
  readonly alterations: number;
  readonly isDatabaseOlder: boolean;
  readonly guesses: { readonly hits: number; readonly misses: number };
};

export function toFigures({ traces, pools, guesses, alterations, isDatabaseOlder }: PartStats): Snapshot {
  const one = (family: Series["family"], labels: readonly string[], value: number): Series => ({ family, labels, values: [value] });
  return [
    one("kms_trace_queue_length", [], traces.queued),
    one("kms_guesses_total", ["hit"], guesses.hits),
    one("kms_guesses_total", ["miss"], guesses.misses),
    one("kms_guesses_wrong_total", [], traces.disproven),
    one("kms_integrity_refusals_total", [], alterations),
    ...Object.entries(pools).flatMap(([pool, { inUse, idle, waiting, max }]) => [
      one("kms_pool_connections", [pool, "in_use"], inUse),
      one("kms_pool_connections", [pool, "idle"], idle),
      one("kms_pool_connections_max", [pool], max),
      one("kms_pool_waiting", [pool], waiting),
    ]),
    one("kms_integrity_database_older", [], Number(isDatabaseOlder)),
    one("kms_workers_reporting", [], 1),
  ];
}
