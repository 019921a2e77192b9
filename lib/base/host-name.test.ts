import { expect, test } from "vitest";
import { HOST_NAME_PATTERN } from "./host-name";

test("a name is letters, digits and hyphens between dots", () => {
  for (const name of ["a", "kms-1.example", "a_b.internal", `${"a".repeat(63)}.example`]) expect(HOST_NAME_PATTERN.test(name)).toBe(true);
  for (const name of ["", ".", "a..b", "-a", "a.-b", "a:1", "http://a", `${"a".repeat(64)}.example`, `${"a.".repeat(127)}`, "a*"])
    expect([name, HOST_NAME_PATTERN.test(name)]).toEqual([name, false]);
});
