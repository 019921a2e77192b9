import { expect, test } from "vitest";
import { statementSpans } from "./statement-spans";

test("a statement can be shown where it stands in the text", () => {
  const text = '{ "Version": "1.1",\n "Statement": [ {"Effect": "Deny"},\n  {"Effect": "Allow"} ] }';
  expect(statementSpans(text).map(({ start, end }) => text.slice(start, end))).toEqual(['{"Effect": "Deny"}', '{"Effect": "Allow"}']);
  for (const other of ["", "[]", "{}", '{"Statement":{}}', '{"Statement":[', "1"]) expect(statementSpans(other)).toEqual([]);
});
