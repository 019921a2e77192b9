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
import { adoptBook } from "./change-books";

const AT_ONCE = 1_000;

type Family = (typeof FAMILIES)[number];
type FamilyName = Family["name"];

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
  return sealed;
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
  const at = now.toISOString();
  await store.transactSql(async (run) => {
    const mac = makeSeal(noteBytes(name, at, String(sealed))).toString("hex");
    await run("insert into integrity_bound (kind, at, books, mac) values ($1, $2::timestamptz, $3::bigint, decode($4, 'hex'))", [
      name,
      at,
      sealed,
      mac,
    ]);
  });
  return sealed;
}

async function sealSome(run: RunSql, kind: Kind): Promise<number> {
  const rows = await run<{ book: string }>(unsealedOf(kind), [AT_ONCE]);
  await run(kind.lock, [rows.map(({ book }) => idOf(book))]);
  for (const { book } of rows) adoptBook(run, book);
  return rows.length;
}

async function isBound(store: Store, name: FamilyName, makeSeal: MakeSeal): Promise<boolean> {
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
