import fc from "fast-check";
import { expect, test } from "vitest";
import { forgiveBlanks } from "./forgive-blanks";
import {
  changed,
  cleared,
  FILTER_NAMES,
  FILTERS,
  isFiltered,
  type KeySearch,
  narrowingOf,
  neededBy,
  PAGE_SIZES,
  SORTS,
  toKeySearch,
  toQueryString,
  toSearchInput,
  withFilter,
} from "./key-search";
import { OPTIONAL_COLUMNS, USUAL_COLUMNS } from "./list-columns";

const NOTHING_MORE = { tags: false, rotation: false, lastUse: false };

const searches: fc.Arbitrary<KeySearch> = fc.record({
  text: fc.string({ maxLength: 40, unit: "grapheme" }).map(forgiveBlanks),
  filters: fc
    .record(Object.fromEntries(FILTER_NAMES.map((name) => [name, fc.subarray([...FILTERS[name]] as string[], { minLength: 1 })])), {
      requiredKeys: [],
    })
    .map((filters) => ({ ...filters })),
  tags: fc.uniqueArray(
    fc.record({ key: fc.stringMatching(/^[ -)+-;?-[\]-~é]{1,36}$/), value: fc.stringMatching(/^[ -)+-;?-[\]-~é]{0,43}$/) }),
    { maxLength: 20, selector: ({ key, value }) => `${key}=${value}` },
  ),
  sort: fc.constantFrom(...SORTS),
  place: fc.option(
    fc.record({
      number: fc.integer({ min: 1, max: 999_999 }),
      side: fc.constantFrom("after", "before"),
      cursor: fc.base64String({ minLength: 4, maxLength: 40 }),
    }),
  ),
  columns: fc.shuffledSubarray([...OPTIONAL_COLUMNS]),
  size: fc.constantFrom(...PAGE_SIZES),
});

test("the URL gives back the very list that it was made from", () => {
  fc.assert(
    fc.property(searches, (search) => {
      expect(toKeySearch(new URLSearchParams(toQueryString(search)))).toEqual(search);
    }),
  );
});

test("the plain list has no query string", () => {
  expect(toQueryString(toKeySearch(new URLSearchParams()))).toBe("");
});

test("unknown values in a URL edited by hand are dropped", () => {
  const search = toKeySearch(new URLSearchParams("status=gone&sort=__proto__&usage=toString&hide=alias,id&page=3&size=7&tag=&tag=a*"));
  expect(search).toEqual({
    text: "",
    filters: {},
    tags: [],
    sort: "created_desc",
    place: null,
    columns: ["algorithm", "origin", "used", "created"],
    size: 25,
  });
});

test("a changed filter starts on the first page, because a cursor belongs to one filter and order", () => {
  const search = toKeySearch(new URLSearchParams("page=3&after=efgh"));
  expect(toSearchInput(search, NOTHING_MORE)).toMatchObject({ cursor: "efgh", before: undefined });
  expect(toSearchInput(toKeySearch(new URLSearchParams("page=2&before=ab")), NOTHING_MORE)).toMatchObject({
    cursor: undefined,
    before: "ab",
  });
  expect(toSearchInput(changed(search, { text: "x" }), NOTHING_MORE).cursor).toBeUndefined();
});

test.each([
  ["after=abcd", { number: 2, side: "after", cursor: "abcd" }],
  ["page=1&before=abcd", { number: 1, side: "before", cursor: "abcd" }],
  ["page=0&after=abcd", { number: 2, side: "after", cursor: "abcd" }],
  ["page=1e9&after=abcd", { number: 2, side: "after", cursor: "abcd" }],
  ["page=1000000&after=abcd", { number: 2, side: "after", cursor: "abcd" }],
  ["page=4&after=abcd&before=efgh", { number: 4, side: "after", cursor: "abcd" }],
  ["page=4&after=", null],
  [`page=4&after=${"a".repeat(1025)}`, null],
  ["page=4", null],
])("%s is a place that can be asked for, or none", (text, place) => {
  expect(toKeySearch(new URLSearchParams(text)).place).toEqual(place);
});

test("a status filter asks for its wire state", () => {
  const states = { enabled: "2", disabled: "3", pendingDeletion: "4", pendingImport: "5" };
  for (const [status, wire] of Object.entries(states)) {
    expect(toSearchInput(toKeySearch(new URLSearchParams({ status })), NOTHING_MORE).key_states).toEqual([wire]);
  }
});

test("clearing takes away what narrows the list, and keeps order, columns and size of the pages", () => {
  const search = toKeySearch(new URLSearchParams("q=x&status=enabled&tag=team=a&sort=alias_asc&cols=id&size=100&page=7&before=abcd"));
  const plain = cleared(search);
  expect(isFiltered(search)).toBe(true);
  expect(isFiltered(plain)).toBe(false);
  expect(toQueryString(plain)).toBe("?sort=alias_asc&cols=id&size=100");
});

test("a selection outlives paging and sorting, and no change of what is searched", () => {
  const search = toKeySearch(new URLSearchParams("tag=team"));
  const same = [
    { ...search, place: { number: 2, side: "after", cursor: "abcd" } as const },
    changed(search, { sort: "alias_asc" }),
    changed(search, { size: 100 }),
  ];
  for (const one of same) expect(narrowingOf(one)).toBe(narrowingOf(search));
  const others = [changed(search, { text: "x" }), changed(search, { filters: { status: ["enabled"] } }), changed(search, { tags: [] })];
  for (const one of others) expect(narrowingOf(one)).not.toBe(narrowingOf(search));
});

test("a filter holds several values, keeps them in one order, and is gone with the last of them", () => {
  const one = withFilter(toKeySearch(new URLSearchParams()), "status", ["pendingDeletion", "enabled", "gone"]);
  expect(toQueryString(one)).toBe("?status=enabled%2CpendingDeletion");
  expect(toSearchInput(one, NOTHING_MORE).key_states).toEqual(["2", "4"]);
  expect(withFilter(one, "status", []).filters).toEqual({});
});

test("both types of key together leave no key out", () => {
  const input = (kind: string) => toSearchInput(toKeySearch(new URLSearchParams({ kind })), NOTHING_MORE).kind;
  expect(input("default")).toBe("default");
  expect(input("custom,default")).toBeUndefined();
});

test("blanks around a text are forgiven, also those that a copied text brings along", () => {
  for (const pasted of [" needle", "needle ", "\u00a0needle\u00a0", "\tneedle\r\n", "\ufeffneedle\u200b", "\u2003needle\u3000"]) {
    expect(toKeySearch(new URLSearchParams({ q: pasted })).text, JSON.stringify(pasted)).toBe("needle");
  }
  expect(toKeySearch(new URLSearchParams({ q: "two words" })).text).toBe("two words");
  expect(isFiltered(toKeySearch(new URLSearchParams({ q: " \u00a0 " })))).toBe(false);
});

test("tags, times of rotation and last uses are asked for where they are shown and may be seen", () => {
  const all = { tags: true, rotation: true, lastUse: true };
  expect(neededBy(USUAL_COLUMNS, all)).toEqual({ ...NOTHING_MORE, lastUse: true });
  expect(neededBy(USUAL_COLUMNS, { ...all, lastUse: false })).toEqual(NOTHING_MORE);
  expect(neededBy(["tags", "rotation", "used"], all)).toEqual(all);
  expect(neededBy(["tags", "rotation"], { ...all, tags: false })).toEqual({ tags: false, rotation: true, lastUse: false });
  const search = toKeySearch(new URLSearchParams());
  expect(toSearchInput(search, all)).toMatchObject({ with_tags: true, with_rotation: true, with_last_use: true });
  expect(toSearchInput(search, NOTHING_MORE)).toMatchObject({ with_tags: undefined, with_rotation: undefined, with_last_use: undefined });
});

test("of keys without use the shortest time that was chosen counts, since the longer ones are in it", () => {
  const asked = (text: string) => toSearchInput(toKeySearch(new URLSearchParams(text)), NOTHING_MORE).unused_days;
  expect([asked(""), asked("unused=90"), asked("unused=365,90"), asked("unused=7")]).toEqual([undefined, 90, 90, undefined]);
});
