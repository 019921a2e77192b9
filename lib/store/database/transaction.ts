import { Prisma, type PrismaClient } from "../generated/client";
import { nameTransaction, type RunSql } from "./run-sql";

/** A Prisma client inside a transaction. */
export type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

/** What of it runs statements that are written by hand. */
export type SqlTransaction = Pick<Transaction, "$queryRaw" | "$queryRawUnsafe" | "$executeRaw">;

/** The same on a transaction of plain statements, without Prisma's way round, which takes most of the time of work in bulk. */
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
