/** What a session of the console may do only after a step-up: found by what an operation is about, so that a new one is not forgotten. */
import { expect, test } from "vitest";
import { OPERATION_NAMES, OPERATIONS } from "./catalog";
import type { OperationRow } from "./operation";

const rows = OPERATION_NAMES.map((name): { name: string; row: OperationRow } => ({ name, row: OPERATIONS[name] }));
const unmarked = (isMeant: (row: OperationRow) => boolean, mark: OperationRow["needsStepUp"] = true) =>
  rows
    .filter(({ row }) => row.effect !== "read" && isMeant(row))
    .filter(({ row }) => JSON.stringify(row.needsStepUp) !== JSON.stringify(mark))
    .map(({ name }) => name);

test("whatever changes roles and policies, and who holds them, needs one", () => {
  expect(unmarked(({ permission }) => permission?.startsWith("iam:roles:") === true)).toEqual([]);
});

test("whatever sets another's password needs one, where it sets it", () => {
  const sets = ({ permission, secretFields }: OperationRow) => permission === "iam:users:update" && secretFields.includes("password");
  expect(unmarked(sets, { field: "password" })).toEqual([]);
});

test("to make a cloud service takes one, and the right to give roles, since it may do something in every project", () => {
  for (const name of ["createUser", "createUserWithProfile"] as const) {
    const { needsStepUp, fieldPermissions }: OperationRow = OPERATIONS[name];
    expect({ needsStepUp, fieldPermissions }).toEqual({
      needsStepUp: { field: "service" },
      fieldPermissions: { service: "iam:roles:assign" },
    });
  }
});

test("whatever ends a key or its material needs one", () => {
  expect(unmarked(({ transition }) => transition === "scheduleDeletion" || transition === "deleteMaterial")).toEqual([]);
});

test("whoever is in which group, access keys and second factors need one", () => {
  const meant = rows.filter(({ name }) =>
    /^(?:add|remove)User(?:To|From)Group$|^deleteGroup$|^createAccessKey$|Mfa|Passkey$|RecoveryCodes$|SecondFactorRequired$/.test(name),
  );
  expect(meant.length).toBeGreaterThan(8);
  const without = meant.filter(({ row }) => row.effect !== "read" && row.needsStepUp !== true).map(({ name }) => name);
  // Another name for one's own changes nothing that counts.
  expect(without).toEqual(["renamePasskey"]);
});

test("nothing that a step-up itself takes, and no reading, needs one", () => {
  for (const { name, row } of rows) {
    const isFree = row.effect === "read" || ["stepUp", "beginAssertion", "createToken", "deleteToken"].includes(name);
    if (isFree) expect([name, row.needsStepUp]).toEqual([name, undefined]);
  }
});
