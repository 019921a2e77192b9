import fc from "fast-check";
import { expect, test } from "vitest";
import { TRACE_OUTCOMES } from "#lib/domain/trace";
import { isTraceQuery, isTraceText, RANGE_NAMES, TRACE_QUERY_TEXTS } from "#lib/domain/trail/trace-query";
import { traceDoor } from "#lib/wire/kms/trace-door";
import {
  cleared,
  isNarrowed,
  type TraceSearch,
  toCountInput,
  toExportInput,
  toListInput,
  toQuery,
  toTraceSearch,
  withName,
  withoutName,
  withText,
} from "./trace-search";

const NOW = 1_796_000_000_000;
const span = fc
  .tuple(fc.integer({ min: 0, max: NOW }), fc.integer({ min: 1, max: NOW }))
  .map(([from, length]) => ({ from, to: from + length }));
const text = fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }).filter((one) => isTraceText(one) && one.trim() === one);
const name = text.filter((one) => !one.includes(","));
const searches: fc.Arbitrary<TraceSearch> = fc
  .record({
    range: fc.oneof(fc.constantFrom(...RANGE_NAMES), span),
    chosen: fc.option(span, { nil: null }),
    names: fc.uniqueArray(name, { maxLength: 5 }),
    notNames: fc.uniqueArray(name, { maxLength: 5 }),
    outcomes: fc.subarray([...TRACE_OUTCOMES]),
    texts: fc.record(Object.fromEntries(TRACE_QUERY_TEXTS.map((one) => [one, fc.oneof(fc.constant(""), text)]))),
    open: fc.oneof(fc.constant(""), fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }).map(String)),
  })
  .map((search) => search as unknown as TraceSearch);

test("a URL gives back what it was made of, whatever is usual where it is read", () => {
  fc.assert(
    fc.property(searches, fc.constantFrom(...RANGE_NAMES), (search, usual) => {
      expect(toTraceSearch(new URLSearchParams(toQuery(search, usual)), usual)).toEqual(search);
    }),
  );
});

test("whatever stands in a URL gives a search that the API takes, and a query that may be saved", () => {
  const parameter = fc.constantFrom("range", "from", "to", "trace_name", "not_trace_name", "outcome", "trace", ...TRACE_QUERY_TEXTS);
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("1-2", "2-1", "7d", "\u202e", "normal,x", "9".repeat(400), "=cmd", "\n"),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(parameter, value)), (entries) => {
      const search = toTraceSearch(new URLSearchParams(entries));
      for (const input of [toListInput(search, NOW), toExportInput(search, NOW)]) {
        expect(traceDoor.exportTraces.input.safeParse(input).success).toBe(true);
      }
      expect(traceDoor.countTraces.input.safeParse(toCountInput(search, NOW)).success).toBe(true);
      expect(isTraceQuery(toQuery({ ...search, open: "" }))).toBe(toQuery({ ...search, open: "" }).length <= 2000);
    }),
  );
});

test("a link that names a time alone means that time", () => {
  const search = toTraceSearch(new URLSearchParams("from=1000&to=2000&resource_id=k"));
  expect(search.range).toEqual({ from: 1000, to: 2000 });
  expect(search.chosen).toBeNull();
  expect(toListInput(search, NOW)).toEqual({ from: 1000, to: 2000, resource_id: "k" });
});

test("what reaches up to now has no end while it is listed, and has one when it is counted or exported", () => {
  const search = toTraceSearch(new URLSearchParams("range=1h"));
  expect(toListInput(search, NOW)).toEqual({ from: NOW - 3_600_000 });
  expect(toCountInput(search, NOW)).toMatchObject({ from: NOW - 3_600_000, to: NOW + 1 });
  expect(toExportInput(search, NOW)).toEqual({ from: NOW - 3_600_000, to: NOW + 1 });
});

test("a part that is chosen narrows the list and not the chart", () => {
  const search = toTraceSearch(new URLSearchParams("range=24h&from=1000&to=2000"));
  expect(toListInput(search, NOW)).toEqual({ from: 1000, to: 2000 });
  expect(toCountInput(search, NOW).to).toBe(NOW + 1);
});

test("a name is wanted or not, never both; clearing leaves the time and what the page fixes", () => {
  const usual = toTraceSearch(new URLSearchParams(""));
  const wanted = withName(usual, "encryptData", true);
  expect(withName(wanted, "encryptData", false)).toMatchObject({ names: [], notNames: ["encryptData"] });
  expect(withoutName(wanted, "encryptData")).toEqual(usual);
  const many = withText(withName(wanted, "sign", false), "ip", " 10.0.0.1 ");
  expect(many.texts.ip).toBe("10.0.0.1");
  expect(isNarrowed(many)).toBe(true);
  expect(isNarrowed(cleared(many))).toBe(false);
  expect(cleared({ ...many, range: "7d" }, { resource_id: "k" })).toMatchObject({ range: "7d", texts: { resource_id: "k", ip: "" } });
});
