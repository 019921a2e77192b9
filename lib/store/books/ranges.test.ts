/** Going through all books range by range leaves none out, and reads each once. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import type { RunSql } from "../database/run-sql";
import type { BookRow } from "./book-statements";
import { KEY_BOOK } from "./key-book";
import { SESSION_BOOK, USER_BOOK } from "./people-books";
import { rangesOf, readRangeOf } from "./ranges";

let scratch: ScratchStore;

beforeAll(async () => {
  scratch = await openScratchStore();
  await scratch.sql("insert into account (id, name, created_at) values (repeat('a', 32), 'a', now())");
  await scratch.sql("alter table iam_user drop constraint iam_user_id_check");
});
afterAll(() => scratch.stop());

/** Of whoever owns the database no ID need be one that the product makes. */
const ids = fc.uniqueArray(fc.oneof(fc.uuid(), fc.stringMatching(/^[ -~]{1,6}$/), fc.constantFrom("0", "key/", "~", "é", "\u{10ffff}")), {
  maxLength: 12,
});

const run: RunSql = (text, values) => scratch.sql(text, [...values]) as Promise<never[]>;

async function readAll(kind: typeof USER_BOOK, inRange: number, ranges: number): Promise<string[][]> {
  const read: string[][] = [];
  for await (const { after, end } of rangesOf(kind, run, inRange, ranges)) {
    read.push((await scratch.sql<BookRow>(readRangeOf(kind), [after, end])).map(({ book }) => book));
  }
  return read;
}

test("users, and seals of users that are gone, are read once each, a few at a time, whatever their IDs", async () => {
  const settings = [fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })] as const;
  await fc.assert(
    fc.asyncProperty(ids, ids, ...settings, async (users, sealed, inRange, ranges) => {
      await scratch.sql("delete from iam_user");
      await scratch.sql("delete from integrity_seal");
      await scratch.sql(
        "insert into iam_user (id, account_id, name, password_hash, enabled, created_at) select id, repeat('a', 32), id, '', true, now() from unnest($1::text[]) id",
        [users],
      );
      const others = ["key/x", "users/x", "use/x", "user0/x"];
      await scratch.sql("insert into integrity_seal (book, number, rows, mac) select book, 1, '', '' from unnest($1::text[]) book", [
        [...sealed.map((id) => `user/${id}`), ...others],
      ]);
      const read = await readAll(USER_BOOK, inRange, ranges);
      const expected = new Set([...users, ...sealed].map((id) => `user/${id}`));
      expect(read.flat().sort()).toEqual([...expected].sort());
      for (const range of read) expect(range.length).toBeLessThanOrEqual(2 * inRange);
    }),
    { numRuns: 40 },
  );
});

test("what names a book of which there is nothing is left to the statement that looks for those", async () => {
  await scratch.sql("delete from integrity_seal");
  const orphan = "insert into tag (key_id, key, value, project_id) values ('b', 'k', '', 'p')";
  await scratch.sql(`begin; set local session_replication_role = replica; ${orphan}; commit`);
  await scratch.sql("insert into integrity_seal (book, number, rows, mac) values ('session/b', 1, '', ''), ('key/c', 1, '', '')");
  expect((await readAll(KEY_BOOK, 10, 10)).flat()).toEqual(["key/c"]);
  expect((await readAll(SESSION_BOOK, 10, 10)).flat()).toEqual([]);
});
