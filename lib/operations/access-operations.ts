import { ANY_STATE, type OperationRow } from "./operation";

export const accessOperations = {
  describePrincipals: {
    effect: "read",
    traceName: null,
    permission: "kms:grant:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    secretFields: [],
    summary: "Name users of the caller's account, and the account itself; others are left out (extension of this product)",
  },
  listKeyAccess: {
    effect: "read",
    traceName: null,
    permission: "kms:cmk:getAccess",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    secretFields: [],
    summary: "List who can use a key, each with the roles and grants that let it; 1,000 at most (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
