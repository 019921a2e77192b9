/**
 * Seals what an installation has that is older than seals: once, at its first start with them. Invariants: interrupted, it goes on where it
 * was; and when it is done that is noted under a MAC, so that nothing is ever taken for honest only because it has no seal.
 */
import { KmsError } from "#lib/domain/errors";
import type { RunSql } from "../database/run-sql";
import type { Store } from "../open";
import type { Kind } from "./book-kinds";
import { FAMILIES, idOf, unsealedOf } from "./book-statements";
import type { MakeSeal } from "./books";
import { adoptBook, leaveUntold } from "./change-books";
import { tellAll } from "./tell-books";

const AT_ONCE = 1_000;

type Family = (typeof FAMILIES)[number];
type FamilyName = Family["name"];
type NoteName = FamilyName | "told";

type Tools = {
  readonly makeSeal: MakeSeal;
  readonly now: Date;
  /** Whether the token knows that this was done before: then whoever has removed the note of it wants it done again, and nothing is. */
  readonly wasBoundBefore: Readonly<Record<FamilyName, boolean>>;
  readonly onProgress: (sealed: number) => void;
};

/**
 * @returns how many were sealed of each family; null where it was done before, and the note of it is there
 * @throws KmsError `materialIntegrity` when the note that it was done is not ours, or is gone; `unavailable`
 */
export async function bindBooks(store: Store, tools: Tools): Promise<Readonly<Record<FamilyName, number | null>>> {
  const sealed: Record<FamilyName, number | null> = { key: null, people: null };
  for (const family of FAMILIES) sealed[family.name] = await bindFamily(store, family, tools);
  await tellOnce(store, tools);
  return sealed;
}

/** Has the trail begin with the whole of what there is, so that the rows of any later day follow from it. Told twice it says the same. */
async function tellOnce(store: Store, { makeSeal, now, onProgress }: Tools): Promise<void> {
  if (await isBound(store, "told", makeSeal)) return;
  const told = await tellAll(store, onProgress);
  await noteBound(store, "told", makeSeal, now, told);
}

async function bindFamily(
  store: Store,
  { name, kinds }: Family,
  { makeSeal, now, wasBoundBefore, onProgress }: Tools,
): Promise<number | null> {
  if (await isBound(store, name, makeSeal)) return null;
  if (wasBoundBefore[name])
    throw new KmsError("materialIntegrity", { message: "The note that rows are sealed was removed from the database." });
  let sealed = 0;
  for (const kind of kinds) {
    for (let count = AT_ONCE; count === AT_ONCE; sealed += count) {
      count = await store.transactSql((run) => sealSome(run, kind));
      if (count > 0) onProgress(sealed + count);
    }
  }
  await noteBound(store, name, makeSeal, now, sealed);
  return sealed;
}

async function noteBound(store: Store, name: NoteName, makeSeal: MakeSeal, now: Date, books: number): Promise<void> {
  const at = now.toISOString();
  const mac = makeSeal(noteBytes(name, at, String(books))).toString("hex");
  const insert = "insert into integrity_bound (kind, at, books, mac) values ($1, $2::timestamptz, $3::bigint, decode($4, 'hex'))";
  await store.transactSql((run) => run(insert, [name, at, books, mac]));
}

async function sealSome(run: RunSql, kind: Kind): Promise<number> {
  const rows = await run<{ book: string }>(unsealedOf(kind), [AT_ONCE]);
  await run(kind.lock, [rows.map(({ book }) => idOf(book))]);
  for (const { book } of rows) adoptBook(run, book);
  leaveUntold(run);
  return rows.length;
}

async function isBound(store: Store, name: NoteName, makeSeal: MakeSeal): Promise<boolean> {
  const [note] = await store.transactSql((run) =>
    run<{ at: Date; books: string; mac: string }>(
      "select at, books::text as books, encode(mac, 'hex') as mac from integrity_bound where kind = $1",
      [name],
    ),
  );
  if (note === undefined) return false;
  if (makeSeal(noteBytes(name, note.at.toISOString(), note.books)).toString("hex") !== note.mac)
    throw new KmsError("materialIntegrity", { message: "The note that rows are sealed was changed in the database." });
  return true;
}

function noteBytes(name: string, at: string, books: string): Buffer {
  return Buffer.from(`kms/bound/1\n${name}\n${at}\n${books}`, "utf8");
}
