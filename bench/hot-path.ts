/**
 * encrypt-data of 1 KB against its floors. Floors and product take turns in rounds, and each goal is the median of the rounds'
 * ratios, since the speed of a shared machine changes from minute to minute.
 */

import { ownerUrl } from "../e2e/harness/database";
import type { Product } from "../e2e/harness/product";
import { type InsertFloors, openInsertFloors } from "./durable-insert";
import { type Load, type LoadResult, quantile, runLoad } from "./load";
import { openRawToken, type RawToken } from "./raw-token";

export type HotPathRound = {
  readonly h: number;
  readonly e: number;
  readonly i: number;
  readonly a: number;
  readonly one: LoadResult;
  readonly many: LoadResult;
  readonly bareMany: LoadResult;
  readonly next: LoadResult;
};
export type HotPathLoads = { readonly encrypt: Load; readonly bare: Load; readonly next: Load };

const CONNECTIONS = 32;
/** Until the compiler of the slowest of them is done with the hot functions. */
const WARM_UP_MS = 12_000;
const ROUNDS = 7;
const ROUND_MS = 2_500;

/** @param bytes of one message */
export async function measureHotPath(product: Product, loads: HotPathLoads, bytes: number): Promise<HotPathRound[]> {
  const token = await openRawToken(product.dataDir, bytes);
  const inserts = await openInsertFloors(ownerUrl(product.dataDir));
  try {
    await runLoad(loads.encrypt, CONNECTIONS, WARM_UP_MS);
    await runLoad(loads.encrypt, 1, WARM_UP_MS / 4);
    for (const load of [loads.bare, loads.next]) await runLoad(load, CONNECTIONS, WARM_UP_MS / 4);
    const rounds: HotPathRound[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measureRound(token, inserts, loads));
    return rounds;
  } finally {
    token.close();
    await inserts.close();
  }
}

async function measureRound(token: RawToken, inserts: InsertFloors, { encrypt, bare, next }: HotPathLoads): Promise<HotPathRound> {
  return {
    h: (await runLoad(bare, 1, ROUND_MS / 2)).p50,
    e: token.measure(),
    i: await inserts.serial(),
    one: await runLoad(encrypt, 1, ROUND_MS),
    a: await inserts.perRowAt64(),
    bareMany: await runLoad(bare, CONNECTIONS, ROUND_MS / 2),
    many: await runLoad(encrypt, CONNECTIONS, ROUND_MS),
    next: await runLoad(next, CONNECTIONS, ROUND_MS / 2),
  };
}

/** Median over the rounds of what `read` makes of one. */
export function median<Round>(rounds: readonly Round[], read: (round: Round) => number): number {
  return quantile(
    rounds.map(read).sort((a, b) => a - b),
    0.5,
  );
}

/** H + E + I, in ms. */
export function serialFloor({ h, e, i }: HotPathRound): number {
  return h + e + i;
}

/** 1/(H + E + A), in requests per second; H is what one request costs the bare server when many come at once. */
export function throughputFloor({ bareMany, e, a }: HotPathRound): number {
  return 1000 / (1000 / bareMany.requestsPerSecond + e + a);
}
