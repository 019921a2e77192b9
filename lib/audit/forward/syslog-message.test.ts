import { expect, test } from "vitest";
import { NO_RIGHT, type Trace, toTraceRecord } from "#lib/domain/trace";
import { toSyslogMessage } from "./syslog-message";

const trace = (more: Partial<Trace> = {}): Trace => ({
  id: 7n,
  state: "",
  time: new Date("2026-12-06T10:11:12.345Z"),
  accountId: "a".repeat(32),
  projectId: "b".repeat(32),
  callerKind: "user",
  callerId: "c".repeat(32),
  callerName: "anna",
  callerAccountId: "",
  accessKey: "",
  ...NO_RIGHT,
  source: "api",
  ip: "192.0.2.1",
  requestId: "d".repeat(32),
  traceName: "encryptData",
  resourceType: "cmk",
  resourceId: "0d0466b0-e727-4d9c-b35d-f84bb474a37f",
  alias: "orders",
  outcome: "normal",
  errorCode: "",
  details: {},
  ...more,
});

/** By the grammar of RFC 5424; throws on anything else. */
function parse(message: string): { head: string[]; data: Record<string, string>; json: string } {
  const [, head, data, json] =
    /^(<\d{1,3}>1 [\x21-\x7e]+ [\x21-\x7e]{1,255} [\x21-\x7e]{1,48} [\x21-\x7e]{1,128} [\x21-\x7e]{1,32}) \[trace@32473((?: [a-z]+="(?:[^"\\\]]|\\["\\\]])*")*)\] (\{[\x20-\x7e]*\})$/u.exec(
      message,
    ) ?? [];
  if (head === undefined || data === undefined || json === undefined) throw new Error(`no message of syslog: ${message}`);
  const values = [...data.matchAll(/ ([a-z]+)="((?:[^"\\\]]|\\["\\\]])*)"/gu)].map(([, name = "", value = ""]) => [
    name,
    value.replace(/\\(["\\\]])/g, "$1"),
  ]);
  return { head: head.split(" "), data: Object.fromEntries(values), json };
}

test("a trace is a message of RFC 5424 with the canonical record", () => {
  const message = toSyslogMessage(trace(), "kms1.example.com");
  const { head, data, json } = parse(message);
  expect(head).toEqual(["<110>1", "2026-12-06T10:11:12.345Z", "kms1.example.com", "kms-console", "-", "encryptData"]);
  expect(data).toMatchObject({ id: "7", outcome: "normal", user: "c".repeat(32), ip: "192.0.2.1" });
  expect(JSON.parse(json)).toEqual(toTraceRecord(trace()));
});

test.each([
  ["normal", "<110>1"],
  ["warning", "<108>1"],
  ["incident", "<107>1"],
] as const)("the outcome %s has its own severity", (outcome, priority) => {
  expect(parse(toSyslogMessage(trace({ outcome }), "h")).head[0]).toBe(priority);
});

test.each([
  ["a line end", "x\n<110>1 - - - - - - forged"],
  ["CR and LF", "x\r\n42 <110>1 - forged"],
  ["NUL", "x\0y"],
  ["ANSI", "\u001b[31mred\u001b[0m \u009b2J"],
  ["bidi marks", "\u202etxt.exe\u2066\u200f"],
  ["line separators", "a\u2028b\u2029c"],
  ["what ends structured data", '"] forged="yes" \\"\\]'],
  ["a formula", "=cmd|' /C calc'!A0"],
  ["letters of elsewhere", "Schlüssel 鍵 🔑"],
])("%s stays within its field", (_what, text) => {
  const given = trace({
    callerId: text,
    resourceId: text,
    alias: text,
    callerName: text,
    ip: text,
    requestId: text,
    details: { note: text },
  });
  const message = toSyslogMessage(given, "h");
  expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  const { data, json } = parse(message);
  expect(Object.keys(data)).toEqual(["id", "outcome", "user", "ip", "resource", "account", "project", "request"]);
  expect(data.outcome).toBe("normal");
  expect(JSON.parse(json)).toEqual(toTraceRecord(given));
});

test("names in the head are printable ASCII without blanks, and none is empty", () => {
  const { head } = parse(toSyslogMessage(trace({ traceName: `ä b\n${"x".repeat(40)}` }), ""));
  expect(head[2]).toBe("-");
  expect(head[5]).toBe(`__b_${"x".repeat(28)}`);
});
