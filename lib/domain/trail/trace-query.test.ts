import { expect, test } from "vitest";
import { isSavedQueryName, isTraceQuery } from "./trace-query";

test.each([
  "",
  "range=24h",
  "range=1000-2000&from=1200&to=1500",
  "trace_name=encryptData%2CdecryptData&not_trace_name=sign",
  "outcome=warning%2Cincident&ip=10.0.0.1&request_id=a&caller_id=b&resource_id=c%202",
])("%j is a query of filters", (query) => expect(isTraceQuery(query)).toBe(true));

test.each([
  "range=2h",
  "range=2000-1000",
  "from=yesterday",
  "outcome=good",
  "trace=5",
  "project=other",
  "next=https%3A%2F%2Fevil.example",
  "ip=a&ip=b",
  "trace_name=",
  "resource_id=a%0Ab",
  "resource_id=\u202e",
  "range=24h ",
  `resource_id=${"a".repeat(257)}`,
  `trace_name=${Array.from({ length: 51 }, (_, index) => `n${index}`).join(",")}`,
  `request_id=${"%61".repeat(700)}`,
])("%j is none", (query) => expect(isTraceQuery(query)).toBe(false));

test("a name is what can be seen, without blanks around it", () => {
  for (const name of ["a", "Refused this week", "é 🔑", "x".repeat(64), "=cmd"])
    expect([name, isSavedQueryName(name)]).toEqual([name, true]);
  for (const name of ["", " a", "a ", "x".repeat(65), "a\nb", "a\u202eb", "\u001b[31m", "\ud800"])
    expect([name, isSavedQueryName(name)]).toEqual([name, false]);
});
