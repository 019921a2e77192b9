import type { PrismaClient } from "../generated/client";

/** A Prisma client inside a transaction. */
export type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

/** What of it runs statements that are written by hand. */
export type SqlTransaction = Pick<Transaction, "$queryRaw" | "$queryRawUnsafe" | "$executeRaw">;
