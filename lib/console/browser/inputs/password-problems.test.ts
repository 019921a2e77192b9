import { expect, test } from "vitest";
import { ownFailure } from "../../api-failure";
import { passwordProblems, passwordRefusal } from "./password-problems";

const GOOD = { current: "correct horse", next: "seven sober otters", confirm: "seven sober otters" };

test("a sound change has no faults, whatever characters the password is made of", () => {
  expect(passwordProblems(GOOD, "key-custodian")).toEqual({});
  for (const next of ["aaaaaaaa bbbbbbbb", "the key-custodian sleeps"])
    expect(passwordProblems({ ...GOOD, next, confirm: next }, "key-custodian")).toEqual({});
});

test.each([
  ["nothing at all", { current: "", next: "", confirm: "" }, ["current", "next", "confirm"]],
  ["seven characters", { next: "1234567", confirm: "1234567" }, ["next"]],
  ["129 characters", { next: "x".repeat(129), confirm: "x".repeat(129) }, ["next"]],
  ["a line break", { next: "seven\nsober otters", confirm: "seven\nsober otters" }, ["next"]],
  ["the name", { next: "Key-Custodian", confirm: "Key-Custodian" }, ["next"]],
  ["the name backwards", { next: "naidotsuc-yek", confirm: "naidotsuc-yek" }, ["next"]],
  ["the old one", { next: "correct horse", confirm: "correct horse" }, ["next"]],
  ["two that differ", { confirm: "seven sober otter" }, ["confirm"]],
])("%s is told at its field", (_, part, fields) => {
  expect(Object.keys(passwordProblems({ ...GOOD, ...part }, "key-custodian"))).toEqual(fields);
});

test("the service's refusals stand at the fields that they are about, and any other above them", () => {
  const refused = (code: string) => ({ ...ownFailure(400, "A sentence."), code });
  expect(passwordRefusal(refused("IAM.1103"))).toEqual({ fields: { current: "A sentence." }, whole: null });
  expect(Object.keys(passwordRefusal(refused("IAM.1118")).fields)).toEqual(["next"]);
  expect(Object.keys(passwordRefusal(refused("IAM.1108")).fields)).toEqual(["next"]);
  expect(passwordRefusal(refused("KMS.0104"))).toEqual({ fields: {}, whole: refused("KMS.0104") });
  expect(passwordRefusal(null)).toEqual({ fields: {}, whole: null });
});
