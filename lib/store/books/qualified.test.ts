/** The database makes the digests: by its own functions, and by none that its owner has made under their names. */
import { expect, test } from "vitest";
import { LOOKUP } from "../hot/lookup-statement";
import { COUNT_ACCOUNTS, KINDS, missingOf, REMOVE_SEALS, readsOf, unsealedOf, WRITE_SEALS, writeSealsIn } from "./book-statements";
import { dumpRangeOf } from "./dump-state";
import { endsOf, readRangeOf } from "./ranges";

/** Words of SQL before a bracket; `unnest` of several arrays is one too. */
const WORDS =
  /^(account_iam_revision|all|and|any|array|as|book|by|coalesce|conflict|distinct|e|each|ends|exists|extract|filter|from|greatest|in|into|lateral|least|n|named|not|nullif|of|on|or|parts|r|select|then|union|unnest|unsealed|values|when|where)$/;

test.each([
  ["the look-up", LOOKUP],
  ...KINDS.map(({ name }) => {
    const { read, readNew } = readsOf([`${name}/x`]);
    return [`reading books of ${name}`, `${read}\n${readNew}`];
  }),
  ...KINDS.map((kind) => [
    `going through books of ${kind.name}`,
    [endsOf(kind), readRangeOf(kind), dumpRangeOf(kind), missingOf(kind), unsealedOf(kind), writeSealsIn(kind)].join("\n"),
  ]),
  ["writing seals", [WRITE_SEALS, REMOVE_SEALS, COUNT_ACCOUNTS].join("\n")],
])("%s names each function with its schema", (_what, text) => {
  const called = [...text.replaceAll(/'[^']*'/g, "''").matchAll(/(?<!pg_catalog\.)\b([a-z_]\w*) ?\(/g)].map(([, name]) => name as string);
  expect([...new Set(called)].filter((name) => !WORDS.test(name))).toEqual([]);
  // Of one array it is a function like any other.
  expect(text).not.toMatch(/(?<!pg_catalog\.)unnest\([^,()]*(\[\])?\)/);
});
