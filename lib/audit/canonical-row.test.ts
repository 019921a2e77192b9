import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_RIGHT, type Trace, toTraceRecord } from "#lib/domain/trace";
import { canonicalRow } from "./canonical-row";

const text = fc.string({ unit: "binary", maxLength: 40 });
const details = fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()), { maxKeys: 8 });
const traces = fc.record({
  id: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
  time: fc.date({ noInvalidDate: true }),
  accountId: text,
  projectId: fc.option(text),
  callerName: text,
  alias: text,
  keyVersion: fc.option(fc.integer({ min: 0, max: 100 })),
  wouldFail: fc.boolean(),
  details,
});

function traceOf(some: Partial<Trace>): Trace {
  const caller = { callerKind: "user", callerId: "u", callerName: "n", callerAccountId: "", accessKey: "" };
  const call = {
    source: "api",
    ip: "192.0.2.1",
    requestId: "r",
    traceName: "encryptData",
    resourceType: "cmk",
    resourceId: "k",
    alias: "",
  };
  const facts = {
    id: 1n,
    state: "",
    time: new Date(0),
    accountId: "a",
    projectId: null,
    outcome: "normal",
    errorCode: "",
    details: {},
  } as const;
  return { ...NO_RIGHT, ...facts, ...caller, ...call, ...some };
}

test("it is what the library makes of the whole record, and stays so however its members are ordered", () => {
  fc.assert(
    fc.property(traces, (some) => {
      const trace = traceOf(some);
      const row = canonicalRow(trace);
      expect(row).toBe(canonicalize(toTraceRecord(trace)));
      expect(row.startsWith('{"access_key":')).toBe(true);
      expect(row).not.toContain("\n");
      expect(canonicalize(JSON.parse(row))).toBe(row);
      const turned = Object.fromEntries(Object.entries(trace.details).reverse());
      expect(canonicalRow({ ...trace, details: turned })).toBe(row);
    }),
  );
});

test("numbers and characters are written as RFC 8785 says", () => {
  // Its own examples (§3.2.2.3, §3.2.4).
  const numbers = { a: 4.5, b: 1e30, c: 2e-3, d: 1e-27, e: 1e21, f: -0, g: 5e-324, h: 1.7976931348623157e308 };
  const row = canonicalRow(traceOf({ details: { ...numbers, "\u20ac": '$\u000f\nA\'B"\\"/', "\u{1F600}": "", "\ufb33": "" } }));
  expect(row).toContain(
    '"details":{"a":4.5,"b":1e+30,"c":0.002,"d":1e-27,"e":1e+21,"f":0,"g":5e-324,"h":1.7976931348623157e+308,"\u20ac":',
  );
  expect(row).toContain(',"\u20ac":"$\\u000f\\nA\'B\\"\\\\\\"/","\u{1F600}":"","\ufb33":""}');
});

test("what nobody but the database's owner can have written stops nothing", () => {
  const row = canonicalRow(traceOf({ time: new Date(Number.NaN), details: { much: Number.POSITIVE_INFINITY, none: Number.NaN } }));
  expect(row).toContain('"details":{"much":null,"none":null}');
  expect(row).toContain('"time":null');
});
