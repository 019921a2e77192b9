/** How a statement is run in a transaction, whoever began it: Prisma's in the control plane, or a bare one of `pg` for work in bulk. */
import type { Transaction } from "./transaction";

/** @param values texts, numbers, and arrays of them: what both ways know */
export type RunSql = <T>(text: string, values: readonly unknown[]) => Promise<T[]>;

/** @param tx or the client itself, for a statement alone */
export function inTransaction(tx: Pick<Transaction, "$queryRawUnsafe">): RunSql {
  return (text, values) => tx.$queryRawUnsafe(text, ...values);
}
