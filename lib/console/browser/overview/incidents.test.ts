import { expect, test } from "vitest";
import { type AuditLog, incidentsOf, logState } from "./incidents";

const sound: AuditLog = {
  broken: "",
  faults: [],
  checkpoint: { origin: "o", incarnation: 1, size: 7, root: "", time: "1796000000000" },
  lag_ms: 900,
  verification: null,
  witnesses: [],
};
const witness = (incident: string): AuditLog["witnesses"][number] => ({
  name: "witness.example/w1",
  size: 7,
  cosigned_at: "1796000000000",
  last_failure: "",
  failure: "",
  failures: 0,
  failures_in_a_row: 0,
  incident,
});

test("what cannot be honest is told as sentences, the log first; nothing where all is well", () => {
  expect(incidentsOf({ audit_log: { ...sound, witnesses: [witness("")] }, altered_rows: 0, schema_differences: [] })).toEqual([]);
  expect(
    incidentsOf({
      audit_log: {
        ...sound,
        broken: "It is older.",
        faults: ["Trace 7 was changed."],
        witnesses: [witness(""), witness("w1 saw another.")],
      },
      altered_rows: 2,
      schema_differences: ["trigger t on trace is disabled"],
    }),
  ).toEqual([
    "It is older.",
    "w1 saw another.",
    "Trace 7 was changed.",
    expect.stringContaining("changed 2 rows of keys"),
    "Somebody has changed the database: trigger t on trace is disabled.",
  ]);
});

test.each([
  [{}, true, "Healthy"],
  [{ checkpoint: null }, true, "Nothing is sealed yet"],
  [{ lag_ms: 180_000 }, false, "Behind by 3 minutes"],
  [{ faults: ["a", "b"], lag_ms: 180_000 }, false, "2 entries changed"],
  [{ witnesses: [witness("w1 saw another.")], faults: ["a"] }, false, "A witness saw another log"],
  [{ broken: "It is older.", faults: ["a"] }, false, "Not what was sealed"],
] satisfies [Partial<AuditLog>, boolean, string][])("the state of the log is its worst: %j", (more, isWell, text) => {
  expect(logState({ ...sound, ...more })).toEqual({ isWell, text });
});
