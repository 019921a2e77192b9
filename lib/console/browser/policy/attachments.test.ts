import { expect, test } from "vitest";
import { ALL_PROJECTS, isAttached, toAttachment } from "./attachments";

const listed = { group: { id: "g" }, role: { id: "r" }, scope: {}, is_inherited: false };
const IN_PROJECT = toAttachment({ ...listed, scope: { project: { id: "p" } } });
const IN_ALL = toAttachment({ ...listed, is_inherited: true });
const IN_ACCOUNT = toAttachment({ ...listed, scope: { domain: { id: "a" } } });

test("an attachment is for one project, for all, or for the account itself", () => {
  expect([IN_PROJECT, IN_ALL, IN_ACCOUNT].map(({ scope, projectId }) => [scope, projectId])).toEqual([
    ["project", "p"],
    ["allProjects", null],
    ["account", null],
  ]);
});

test("attached is what is attached in that very place", () => {
  expect(isAttached([IN_PROJECT], "r", "p")).toBe(true);
  expect(isAttached([IN_PROJECT], "r", "q")).toBe(false);
  expect(isAttached([IN_PROJECT], "s", "p")).toBe(false);
  expect(isAttached([IN_PROJECT, IN_ACCOUNT], "r", ALL_PROJECTS)).toBe(false);
  expect(isAttached([IN_ALL], "r", ALL_PROJECTS)).toBe(true);
});
