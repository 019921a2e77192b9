/**
 * Seals the keys of an installation that is older than seals: once, at its first start with them. Invariants: interrupted, it goes on where
 * it was; and when it is done that is noted under a MAC, so that nothing is ever taken for honest only because it has no seal.
 */
import { KmsError } from "#lib/domain/errors";
import type { RunSql } from "../database/run-sql";
import type { Store } from "../open";
import { beginBook, type MakeSeal } from "./books";
import { LOCK_KEYS } from "./key-book";

const AT_ONCE = 1_000;
const KIND = "key";
const UNSEALED = `select id from (
    select k.id from cmk k where not exists (select 1 from integrity_seal e where e.book = 'key/' || k.id)
    union select s.key_id from key_tombstone s where not exists (select 1 from integrity_seal e where e.book = 'key/' || s.key_id)
  ) unsealed order by id limit $1::int`;

type Tools = {
  readonly makeSeal: MakeSeal;
  readonly now: Date;
  /** Whether the token knows that this was done before: then whoever has removed the note of it wants it done again, and nothing is. */
  readonly wasBoundBefore: boolean;
  readonly onProgress: (sealed: number) => void;
};

/**
 * @returns how many were sealed; null where it was done before, and the note of it is there
 * @throws KmsError `materialIntegrity` when the note that it was done is not ours, or is gone; `unavailable`
 */
export async function bindKeys(store: Store, { makeSeal, now, wasBoundBefore, onProgress }: Tools): Promise<number | null> {
  if (await isBound(store, makeSeal)) return null;
  if (wasBoundBefore) throw new KmsError("materialIntegrity", { message: "The note that rows are sealed was removed from the database." });
  let sealed = 0;
  for (let count = AT_ONCE; count === AT_ONCE; sealed += count) {
    count = await store.transactSql((run) => sealSome(run));
    if (count > 0) onProgress(sealed + count);
  }
  const at = now.toISOString();
  await store.transactSql(async (run) => {
    const mac = makeSeal(noteBytes(at, String(sealed))).toString("hex");
    await run("insert into integrity_bound (kind, at, books, mac) values ($1, $2::timestamptz, $3::bigint, decode($4, 'hex'))", [
      KIND,
      at,
      sealed,
      mac,
    ]);
  });
  return sealed;
}

async function sealSome(run: RunSql): Promise<number> {
  const rows = await run<{ id: string }>(UNSEALED, [AT_ONCE]);
  await run(LOCK_KEYS, [rows.map(({ id }) => id)]);
  for (const { id } of rows) beginBook(run, id);
  return rows.length;
}

async function isBound(store: Store, makeSeal: MakeSeal): Promise<boolean> {
  const [note] = await store.transactSql((run) =>
    run<{ at: Date; books: string; mac: string }>(
      "select at, books::text as books, encode(mac, 'hex') as mac from integrity_bound where kind = $1",
      [KIND],
    ),
  );
  if (note === undefined) return false;
  if (makeSeal(noteBytes(note.at.toISOString(), note.books)).toString("hex") !== note.mac)
    throw new KmsError("materialIntegrity", { message: "The note that rows are sealed was changed in the database." });
  return true;
}

function noteBytes(at: string, books: string): Buffer {
  return Buffer.from(`kms/bound/1\n${KIND}\n${at}\n${books}`, "utf8");
}
