import fc from "fast-check";
import { expect, test } from "vitest";
import {
  changed,
  FILTER_NAMES,
  FILTERS,
  type KeySearch,
  OPTIONAL_COLUMNS,
  SORTS,
  toKeySearch,
  toQueryString,
  toSearchInput,
} from "./key-search";

const searches: fc.Arbitrary<KeySearch> = fc.record({
  text: fc.string({ maxLength: 40, unit: "grapheme" }),
  filters: fc
    .record(Object.fromEntries(FILTER_NAMES.map((name) => [name, fc.constantFrom(...FILTERS[name])])), { requiredKeys: [] })
    .map((filters) => ({ ...filters })),
  sort: fc.constantFrom(...SORTS),
  trail: fc.array(fc.base64String({ minLength: 4, maxLength: 40 }), { maxLength: 5 }),
  hidden: fc.subarray([...OPTIONAL_COLUMNS]),
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
  const search = toKeySearch(new URLSearchParams("status=gone&sort=__proto__&usage=toString&hide=alias,id&page="));
  expect(search).toEqual({ text: "", filters: {}, sort: "created_desc", trail: [], hidden: ["id"] });
});

test("a changed filter starts on the first page, because a cursor belongs to one filter and order", () => {
  const search = toKeySearch(new URLSearchParams("page=abcd&page=efgh"));
  expect(toSearchInput(search).cursor).toBe("efgh");
  expect(toSearchInput(changed(search, { text: "x" })).cursor).toBeUndefined();
});

test("a status filter asks for its wire state", () => {
  const states = { enabled: "2", disabled: "3", pendingDeletion: "4", pendingImport: "5" };
  for (const [status, wire] of Object.entries(states)) {
    expect(toSearchInput(toKeySearch(new URLSearchParams({ status }))).key_states).toEqual([wire]);
  }
});
