import { expect, test } from "vitest";
import type { PolicyDocument } from "#lib/domain/policy/policy-document";
import { BLANK_DRAFT, checkDraft, draftOf, faultsAt, faultsOfNames, type PolicyDraft, textOf, toView } from "./policy-draft";

const SOUND: PolicyDocument = {
  Version: "1.1",
  Statement: [
    {
      Effect: "Allow",
      Action: ["kms:cmk:crypto"],
      Resource: ["KMS:*:*:alias:app/*"],
      Condition: { StringEquals: { "g:ResourceTag/env": ["prod"] } },
    },
    { Effect: "Deny", Action: ["kms:cmk:update"] },
  ],
};
const of = (document: PolicyDocument) => draftOf({ name: "n", description: "", document });

test("a policy goes through rows and JSON and comes out the same", () => {
  const rows = of(SOUND);
  expect(rows.view).toBe("visual");
  const json = toView(rows, "json").draft;
  expect(JSON.parse(json.text)).toEqual(SOUND);
  const back = toView(json, "visual");
  expect(back.stay).toBeNull();
  expect(checkDraft(back.draft).policy).toEqual(SOUND);
});

test("what rows cannot show stays JSON, with the numbers of the statements, and no letter of it changes", () => {
  const written: PolicyDocument = { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:cmk:get*"] }, ...SOUND.Statement] };
  const draft = of(written);
  expect(draft.view).toBe("json");
  const text = ` ${draft.text}\n`;
  const moved = toView({ ...draft, text }, "visual");
  expect(moved.stay).toEqual({ kind: "inexpressible", statements: [1] });
  expect(moved.draft).toEqual({ ...draft, text });
});

test("JSON with an error stays JSON and loses nothing", () => {
  const draft: PolicyDraft = { ...of(SOUND), view: "json", text: '{"Version":"1.1",' };
  expect(toView(draft, "visual")).toEqual({ draft, stay: { kind: "faults" } });
});

test("rows that are not finished can be looked at as JSON, and are there again", () => {
  const begun: PolicyDraft = {
    ...BLANK_DRAFT,
    statements: [{ effect: "Deny", actions: [], keys: [{ kind: "alias", key: "", region: "*", account: "*" }], conditions: [] }],
  };
  const json = toView(begun, "json").draft;
  expect(checkDraft(json).policy).toBeNull();
  expect(toView(json, "visual").draft.statements).toEqual(begun.statements);
});

test("two rows of one condition and comparison, of which JSON would hold one, stay rows", () => {
  const condition = { key: "g:UserName", operator: "StringEquals", ifExists: false, values: ["a"] } as const;
  const draft: PolicyDraft = {
    ...BLANK_DRAFT,
    statements: [{ effect: "Allow", actions: ["kms:cmk:get"], keys: [], conditions: [condition, { ...condition, values: ["b"] }] }],
  };
  expect(toView(draft, "json")).toEqual({ draft, stay: { kind: "twice" } });
  expect(faultsAt(checkDraft(draft).faults, 0, "Condition")).toHaveLength(1);
});

test("JSON that was emptied begins rows anew", () => {
  expect(toView({ ...of(SOUND), view: "json", text: " \n" }, "visual").draft.statements).toHaveLength(1);
});

test("faults are found at the statement and the part that they are about", () => {
  const draft: PolicyDraft = {
    ...BLANK_DRAFT,
    statements: Array.from({ length: 11 }, () => ({ effect: "Allow" as const, actions: [], keys: [], conditions: [] })),
  };
  const { faults } = checkDraft(draft);
  expect(faultsAt(faults, 1, "Action")).toHaveLength(1);
  expect(faultsAt(faults, 10, "Action")).toHaveLength(1);
  expect(faultsAt(faults, 1, "Resource")).toHaveLength(0);
});

test("names are counted in characters, without blanks around them", () => {
  expect(faultsOfNames({ name: " ", description: "" })).toEqual({ name: "nameMissing" });
  expect(faultsOfNames({ name: "😀".repeat(64), description: " " })).toEqual({});
  expect(faultsOfNames({ name: "a".repeat(65), description: "d".repeat(257) })).toEqual({
    name: "nameLong",
    description: "descriptionLong",
  });
});

test("a new draft is one statement that allows nothing yet", () => {
  expect(JSON.parse(textOf(BLANK_DRAFT))).toEqual({ Version: "1.1", Statement: [{ Effect: "Allow", Action: [] }] });
});
