import { hash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Unverified } from "./encoding";
import { dumpReader, stateReplay } from "./state";
import { makeRow } from "./testing/exports";

const digestOf = (meaning: string) => hash("sha256", meaning, "base64");
type DumpRow = { table: string; row: string; meaning?: string; digest?: string };
type DumpBook = { book: string; number: string; rows: DumpRow[] };

const section = (book: string, number: number, kind: "=" | "~", ...lines: string[]) =>
  [`book ${book} ${number} ${kind}`, ...lines].join("\n");
const there = (table: string, row: string, meaning: string) => `+${table} ${JSON.stringify(row)} ${digestOf(meaning)}`;
const gone = (table: string, row: string) => `-${table} ${JSON.stringify(row)}`;
const book = (name: string, number: number, ...rows: [string, string, string][]): DumpBook => ({
  book: name,
  number: String(number),
  rows: rows.map(([table, row, meaning], place) =>
    place % 2 === 0 ? { table, row, meaning } : { table, row, meaning, digest: digestOf(meaning) },
  ),
});
function readDump(books: readonly DumpBook[], settled: number) {
  const { take, finish } = dumpReader();
  const lines = [{ format: "kms-state/1", settled: String(settled) }, ...books, { books: books.length }];
  for (const line of lines) take(Buffer.from(JSON.stringify(line)));
  return finish();
}
/** @param states of traces 1, 2 and so on */
function faultOf(states: readonly string[], books: readonly DumpBook[], settled = states.length): string {
  try {
    const { takeRow, finish } = stateReplay(readDump(books, settled));
    for (const [place, state] of states.entries()) takeRow(makeRow(place + 1, { state: "", other: 1 }, state));
    finish();
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(Unverified);
    return (error as Error).message;
  }
}

const history = [
  section("key/k1", 1, "=", there("cmk", "k1", "enabled"), there("grant", "g 1", "decrypt")),
  "",
  section("user/u1", 1, "=", there("user", "u1", "admin")),
  section("key/k1", 2, "~", there("cmk", "k1", "disabled"), gone("grant", "g 1"), there("grant", 'g "2"', "encrypt")),
];
const today = [book("key/k1", 2, ["cmk", "k1", "disabled"], ["grant", 'g "2"', "encrypt"]), book("user/u1", 1, ["user", "u1", "admin"])];

test("rows that follow from the log", () => {
  expect(faultOf(history, today)).toBe("");
  // Several books in one trace; all rows of a book anew; a book that is empty need not be in the dump.
  const both = [...history, [section("user/u1", 2, "=", there("user", "u2", "reader")), section("key/k1", 5, "=")].join("\n")];
  expect(faultOf(both, [book("user/u1", 2, ["user", "u2", "reader"])])).toBe("");
  expect(faultOf(both, [book("user/u1", 2, ["user", "u2", "reader"]), book("key/k1", 5)])).toBe("");
});

test.each<[string, DumpBook[], RegExp]>([
  [
    "enabled again",
    [book("key/k1", 2, ["cmk", "k1", "enabled"], ["grant", 'g "2"', "encrypt"]), ...today.slice(1)],
    /key\/k1.*trace 4.*cmk k1/,
  ],
  [
    "a row that came back",
    [book("key/k1", 2, ["cmk", "k1", "disabled"], ["grant", 'g "2"', "encrypt"], ["grant", "g 1", "decrypt"]), ...today.slice(1)],
    /grant g 1 is in the dump and not/,
  ],
  ["a row that is gone", [book("key/k1", 2, ["cmk", "k1", "disabled"]), ...today.slice(1)], /grant g "2" is in the log and not/],
  ["a row of another table", [book("key/k1", 2, ["cmk", "k1", "disabled"], ["key", 'g "2"', "encrypt"]), ...today.slice(1)], /key g "2"/],
  [
    "an older number",
    [book("key/k1", 1, ["cmk", "k1", "disabled"], ["grant", 'g "2"', "encrypt"]), ...today.slice(1)],
    /number 1 in the dump, and 2/,
  ],
  [
    "a book of its own making",
    [...today, book("user/evil", 1, ["user", "evil", "admin"])],
    /user\/evil is in the dump, and no row of the log/,
  ],
  ["a book that is gone", today.slice(0, 1), /user\/u1 is not in the dump/],
])("%s does not follow", (_, books, message) => expect(faultOf(history, books)).toMatch(message));

test("what changed while the dump was made is told apart by the book's number", () => {
  const older = [book("key/k1", 1, ["cmk", "k1", "enabled"], ["grant", "g 1", "decrypt"]), ...today.slice(1)];
  expect(faultOf(history, today, 3)).toBe("");
  expect(faultOf(history, older, 3)).toBe("");
  expect(faultOf(history, older, 4)).toMatch(/key\/k1/);
  expect(faultOf(history, older.slice(0, 1), 2)).toBe("");
  expect(faultOf(history, older.slice(0, 1), 3)).toMatch(/user\/u1/);
  expect(faultOf(history, [book("key/k1", 2, ["cmk", "k1", "enabled"], ["grant", "g 1", "decrypt"]), ...today.slice(1)], 3)).toMatch(
    /key\/k1/,
  );
});

test("hidden rows may have changed it, unless they are the oldest and what they said was sealed anew", () => {
  const snapshot = [section("key/k1", 7, "=", there("cmk", "k1", "disabled")), section("user/u1", 3, "=")].join("\n");
  const replay = (hidden: readonly (readonly [number, "other" | "retention"])[], states: readonly string[]) => {
    const { takeRow, takeHidden, finish } = stateReplay(readDump([book("key/k1", 8, ["cmk", "k1", "enabled"])], 99));
    states.forEach((state, place) => {
      for (const [at, why] of hidden) if (at === place) takeHidden({ why });
      takeRow(makeRow(place + 1, {}, state));
    });
    return finish;
  };
  const enabled = section("key/k1", 8, "~", there("cmk", "k1", "enabled"));
  expect(replay([[0, "retention"]], [snapshot, enabled])().rows).toBe(1);
  expect(replay([[0, "other"]], [snapshot, enabled])).toThrow(/rows are hidden/);
  expect(replay([[1, "retention"]], [snapshot, enabled])).toThrow(/rows are hidden/);
  expect(replay([[0, "retention"]], [enabled])).toThrow(/what was in it is hidden/);
  // What is told anew comes after changes of what is hidden, and is of their last number.
  const anew = (number: number, state: string) => section("key/k1", number, "=", there("cmk", "k1", state));
  expect(replay([[0, "retention"]], [section("key/k1", 7, "~", there("cmk", "k1", "x")), enabled, anew(8, "enabled")])().rows).toBe(1);
  expect(replay([[0, "retention"]], [section("key/k1", 7, "~", there("cmk", "k1", "x")), anew(7, "disabled"), enabled])().rows).toBe(1);
  expect(replay([[0, "retention"]], [enabled, anew(8, "disabled")])).toThrow(/does not follow/);
  expect(replay([[0, "retention"]], [enabled, anew(7, "enabled")])).toThrow(/gives the book key\/k1 the number 7/);
  expect(replay([], [enabled])().rows).toBe(1);
});

test("a log whose own words cannot be replayed is no proof", () => {
  expect(faultOf([...history, section("key/k1", 1, "=")], today)).toMatch(/trace 5 gives the book key\/k1 the number 1/);
  for (const state of ["x", there("cmk", "k1", "enabled"), "book key/k1 03 =", "book key/k1 3 +", section("key/k1", 3, "~", "+cmk k1 x")]) {
    expect(faultOf([...history, state], today)).toMatch(/cannot be replayed: trace 5/);
  }
});

test("any history of changes leads to its end, and to no other", () => {
  const change = fc.record({
    name: fc.constantFrom("key/a", "key/b", "user/c"),
    row: fc.constantFrom("r1", "r 2", '"', "\\"),
    meaning: fc.string(),
    isGone: fc.boolean(),
    whole: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), fc.nat(), fc.string(), (changes, at, other) => {
      const books = new Map<string, { number: number; rows: Map<string, string> }>();
      const states = changes.map(({ name, row, meaning, isGone, whole }) => {
        const found = books.get(name) ?? { number: 0, rows: new Map() };
        found.number++;
        if (isGone) found.rows.delete(row);
        else found.rows.set(row, meaning);
        books.set(name, found);
        const all = [...found.rows].map(([id, text]) => there("t", id, text));
        return whole
          ? section(name, found.number, "=", ...all)
          : section(name, found.number, "~", isGone ? gone("t", row) : there("t", row, meaning));
      });
      const end = [...books].map(([name, { number, rows }]) =>
        book(name, number, ...[...rows].map(([id, text]): [string, string, string] => ["t", id, text])),
      );
      expect(faultOf(states, end)).toBe("");
      const wrong = end[at % end.length] ?? book("", 0);
      const [first, ...rest] = wrong.rows;
      fc.pre(first !== undefined && first.meaning !== other);
      expect(faultOf(states, end.with(end.indexOf(wrong), { ...wrong, rows: rest }))).toContain(wrong.book);
      expect(
        faultOf(states, end.with(end.indexOf(wrong), { ...wrong, rows: [{ table: "t", row: first?.row ?? "", meaning: other }, ...rest] })),
      ).toContain(wrong.book);
    }),
  );
});

test("a dump that is none, was cut off or says two things is refused", () => {
  const read = (...lines: unknown[]) => {
    const { take, finish } = dumpReader();
    for (const line of lines) take(Buffer.from(typeof line === "string" ? line : JSON.stringify(line)));
    return finish();
  };
  const head = { format: "kms-state/1", settled: "7" };
  const one = book("key/a", 1, ["cmk", "a", "x"]);
  expect(read(head, one, { books: 1 }).books.size).toBe(1);
  const row = { table: "cmk", row: "a", meaning: "x" };
  const wrong: unknown[][] = [
    [],
    [head],
    [head, one],
    [head, { books: 1 }],
    [head, one, one, { books: 2 }],
    [head, one, { books: 1 }, one],
    [{ ...head, settled: 7 }, { books: 0 }],
    [{ ...head, format: "kms-state/2" }, { books: 0 }],
    [head, { ...one, number: "01" }, { books: 1 }],
    [head, { ...one, rows: [row, row] }, { books: 1 }],
    [head, { ...one, rows: [{ ...row, digest: digestOf("y") }] }, { books: 1 }],
    [head, { ...one, rows: [{ table: "cmk", row: "a" }] }, { books: 1 }],
    [head, "not JSON", { books: 0 }],
    [head, "null", { books: 0 }],
  ];
  for (const lines of wrong) expect(() => read(...lines)).toThrow(Unverified);
});

test("a book that is told anew is what it was", () => {
  const anew = (...lines: string[]) => [...history, section("key/k1", 2, "=", ...lines)];
  const [disabled, grant] = [there("cmk", "k1", "disabled"), there("grant", 'g "2"', "encrypt")];
  expect(faultOf(anew(grant, disabled), today)).toBe("");
  expect(faultOf(anew(disabled), today)).toMatch(/trace 5 tells the book key\/k1 anew, and the row grant g "2" is as it was and not/);
  expect(faultOf(anew(there("cmk", "k1", "enabled"), grant), today)).toMatch(
    /tells the book key\/k1 anew, and the row cmk k1 has the digest/,
  );
  expect(faultOf([...anew(disabled, grant), section("user/u1", 1, "~", disabled)], today)).toMatch(/gives the book user\/u1 the number 1/);
});
