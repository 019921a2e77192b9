import type { PrismaClient } from "../generated/client";

/** A Prisma client inside a transaction. */
export type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];
