/** How a statement is run in a transaction, whoever began it: Prisma's in the control plane, or a bare one of `pg` for work in bulk. */
import type { SqlTransaction } from "./transaction";

/** @param values texts, numbers, and arrays of them: what both ways know */
export type RunSql = <T>(text: string, values: readonly unknown[]) => Promise<T[]>;

/** What runs plain statements. */
type Runs = Pick<SqlTransaction, "$queryRawUnsafe">;

const RUNS = new WeakMap<Runs, RunSql>();

/** Says by what a transaction runs its statements. */
export function nameTransaction(tx: Runs, run: RunSql): void {
  RUNS.set(tx, run);
}

/**
 * The same for the same transaction each time.
 * @param tx or the client itself, for a statement alone
 */
export function inTransaction(tx: Runs): RunSql {
  const known = RUNS.get(tx);
  if (known !== undefined) return known;
  const run: RunSql = (text, values) => tx.$queryRawUnsafe(text, ...values);
  RUNS.set(tx, run);
  return run;
}
