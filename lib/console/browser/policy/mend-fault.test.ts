import { expect, test } from "vitest";
import { parsePolicy } from "#lib/domain/policy/parse-policy";
import { applyMending, mendFault } from "./mend-fault";

const policy = (statement: string, version = '"1.1"') => `{"Version": ${version}, "Statement": [${statement}]}`;

test.each([
  ['{"Effect":"Allow","Action":["kms:cmk:cyrpto"]}', "kms:cmk:crypto"],
  ['{"Effect":"Allow","Action":["KMS:cmk:get"]}', "kms:cmk:get"],
  ['{"Effect":"allow","Action":["kms:cmk:get"]}', "Allow"],
  ['{"effect":"Allow","Action":["kms:cmk:get"]}', "Effect"],
  ['{"Effect":"Allow","Action":["kms:cmk:get"],"Condition":{"StringEqual":{"g:UserName":["a"]}}}', "StringEquals"],
  ['{"Effect":"Allow","Action":["kms:cmk:get"],"Condition":{"StringEquals":{"g:UserNam":["a"]}}}', "g:UserName"],
])("what was meant in %s is offered and mends it", (statement, meant) => {
  const text = policy(statement);
  const mendings = parsePolicy(text).faults.flatMap((fault) => mendFault(text, fault) ?? []);
  const mending = mendings.find(({ shown }) => shown === meant);
  expect(mending?.shown).toBe(meant);
  const mended = mending === undefined ? "" : applyMending(text, mending);
  expect(parsePolicy(mended).faults).toEqual([]);
});

test("a wrong version is mended whatever stands there", () => {
  for (const version of ['"1.0"', "1.1", "null"]) {
    const text = policy('{"Effect":"Allow","Action":["kms:cmk:get"]}', version);
    const [fault] = parsePolicy(text).faults;
    const mending = fault === undefined ? null : mendFault(text, fault);
    expect(parsePolicy(mending === null ? "" : applyMending(text, mending)).policy).not.toBeNull();
  }
});

test("where nobody can know what was meant, nothing is offered", () => {
  for (const statement of [
    '{"Effect":"Allow","Action":["obs:bucket:get"]}',
    '{"Effect":"Allow","NotAction":["kms:cmk:get"]}',
    '{"Effect":"Allow","Action":[]}',
    '{"Effect":"Allow","Action":["kms:cmk:zzzzzzzz"]}',
    '{"Effect":"Allow"',
  ]) {
    const text = policy(statement);
    expect(parsePolicy(text).faults.map((fault) => mendFault(text, fault)?.shown ?? null)).not.toContain("kms:cmk:get");
    expect(parsePolicy(text).faults.every((fault) => mendFault(text, fault) === null)).toBe(true);
  }
});
