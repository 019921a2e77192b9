import { expect, test } from "vitest";
import { RIGHT_KINDS } from "#lib/domain/trace";
import { rightWords } from "./trace-detail-words";

test.each([
  ["role", "adm", "KMS Administrator", "By role KMS Administrator"],
  ["statement", "5f1c#0", "payments", "By statement 1 of policy payments"],
  ["statement", "5f1c#11", null, "By statement 12 of policy 5f1c"],
  ["statement", "5f1c", null, "By policy 5f1c"],
  ["grant", "g1", null, "By grant g1"],
  ["own", "", null, "About oneself"],
])("%s %s %s reads %j", (right_type, right_id, named, sentence) => {
  const said = rightWords({ right_type, right_id }, named);
  expect(`${said?.before}${said?.name}`).toBe(sentence);
});

test("each kind of right has words, and nothing is said of none", () => {
  expect(RIGHT_KINDS.filter((right_type) => rightWords({ right_type, right_id: "x" }, null) === null)).toEqual([""]);
});
