/** A transaction of plain statements for whoever writes them by Prisma's templates. */
import { Prisma } from "../generated/client";
import { nameTransaction, type RunSql } from "./run-sql";
import type { SqlTransaction } from "./transaction";

/** Without Prisma's way round, which takes most of the time of work in bulk. */
export function toSqlTransaction(run: RunSql): SqlTransaction {
  const ask = (query: TemplateStringsArray | Prisma.Sql, values: readonly unknown[]) => {
    const { text, values: all } = "text" in query ? query : Prisma.sql(query, ...values);
    return run<unknown>(text, all);
  };
  const tx = {
    $queryRaw: (query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) => ask(query, values),
    $queryRawUnsafe: (text: string, ...values: unknown[]) => run(text, values),
    $executeRaw: async (query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) => (await ask(query, values)).length,
  } as unknown as SqlTransaction;
  nameTransaction(tx, run);
  return tx;
}
