import { expect, test } from "vitest";
import { outcomeLine, toOutcome } from "./bulk-outcome";

const failure = (status: number) => ({ status, code: "", message: `because ${status}`, requestId: "r" });

test("what was refused for a reason of the key is skipped; what the service could not do has failed", () => {
  const notSent = [{ keyId: "d", alias: "D", reason: "default", requestId: "" }];
  const results = [
    { keyId: "a", failure: null },
    { keyId: "b", failure: failure(400) },
    { keyId: "c", failure: failure(503) },
  ];
  const outcome = toOutcome(notSent, results, (keyId) => keyId.toUpperCase());
  expect(outcome.done).toEqual(["a"]);
  expect(outcome.skipped.map(({ alias, reason }) => `${alias}: ${reason}`)).toEqual(["D: default", "B: because 400"]);
  expect(outcome.failed.map(({ alias }) => alias)).toEqual(["C"]);
  expect(outcomeLine("disable", outcome)).toBe("1 disabled · 2 skipped · 1 failed");
});

test("a change that reached every key says only that", () => {
  expect(outcomeLine("enable", toOutcome([], [{ keyId: "a", failure: null }], String))).toBe("1 enabled");
});
