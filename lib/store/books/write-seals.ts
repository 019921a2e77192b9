/** Seals as they are written. Invariant: a seal that was there when its book was opened is there when it is written over. */
import { KmsError } from "#lib/domain/errors";
import type { RunSql } from "../database/run-sql";
import type { Kind } from "./book-kinds";
import { idOf, RENEW_SEALS, WRITE_SEALS, writeSealsIn } from "./book-statements";

export type Seal = {
  readonly kind: Kind;
  readonly book: string;
  readonly number: string;
  /** Whether its book had one. */
  readonly isRenewed: boolean;
  readonly lines: string;
  /** Base64. */
  readonly mac: string;
};

/**
 * @returns the number of the transaction; null where none of them took the place of another
 * @throws KmsError `materialIntegrity` when somebody has removed a seal meanwhile
 */
export async function writeSeals(run: RunSql, seals: readonly Seal[]): Promise<string | null> {
  const apart = seals.filter(({ kind }) => kind.isEnded === null);
  const renewed = apart.filter(({ isRenewed }) => isRenewed);
  const others = apart.filter(({ isRenewed }) => !isRenewed);
  const xid = renewed.length === 0 ? null : await renewSeals(run, renewed);
  if (others.length > 0) await run(WRITE_SEALS, [toJson(others)]);
  for (const kind of new Set(seals.map((each) => each.kind))) {
    const own = seals.filter((each) => each.kind === kind && kind.isEnded !== null);
    if (own.length > 0) await run(writeSealsIn(kind), [own.map(({ book }) => idOf(book)), own.map(({ mac }) => mac)]);
  }
  return xid;
}

async function renewSeals(run: RunSql, seals: readonly Seal[]): Promise<string> {
  const [done] = await run<{ written: number; xid: string }>(RENEW_SEALS, [toJson(seals)]);
  if (done?.written !== seals.length) {
    throw new KmsError("materialIntegrity", { message: "A seal was removed from the database meanwhile, so nothing is changed." });
  }
  return done.xid;
}

/** One value, since many take the client library longer than the database. */
function toJson(seals: readonly Seal[]): string {
  return JSON.stringify(seals.map(({ book, number, lines, mac }) => ({ book, number, lines, mac })));
}
