import { expect, test } from "vitest";
import { knownWord } from "./altered";

test("a word that the product never writes is refused as what somebody else has written, and named for the log", () => {
  expect(knownWord(["AX", "XA"], "XA", "policy/1")).toBe("XA");
  const refused = expect(() => knownWord(["AX", "XA"], "AA", "policy/1"));
  refused.toThrow(expect.objectContaining({ code: "materialIntegrity", cause: expect.objectContaining({ rows: "policy 1 changed" }) }));
});
