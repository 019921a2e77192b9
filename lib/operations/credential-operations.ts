import { ANY_STATE, type OperationRow } from "./operation";

const onAccessKeys = { subject: "account", resourceType: "credential", allowedStates: ANY_STATE, defaultKeys: false } as const;
export const credentialOperations = {
  createAccessKey: {
    effect: "change",
    ...onAccessKeys,
    traceName: "createAccessKey",
    permission: "iam:credentials:create",
    secretFields: ["secret"],
    summary: "Create an access key for a user; its secret is in this answer only",
  },
  listAccessKeys: {
    effect: "read",
    ...onAccessKeys,
    traceName: null,
    permission: "iam:credentials:list",
    secretFields: [],
    summary: "List the access keys of the account, or of one of its users, oldest first",
  },
  getAccessKey: {
    effect: "read",
    ...onAccessKeys,
    traceName: null,
    permission: "iam:credentials:list",
    secretFields: [],
    summary: "Show an access key, without its secret",
  },
  updateAccessKey: {
    effect: "change",
    ...onAccessKeys,
    traceName: "updateAccessKey",
    permission: "iam:credentials:update",
    secretFields: [],
    summary: "Activate or deactivate an access key, or describe it",
  },
  deleteAccessKey: {
    effect: "destroy",
    ...onAccessKeys,
    traceName: "deleteAccessKey",
    permission: "iam:credentials:delete",
    secretFields: [],
    summary: "Delete an access key for good",
  },
} as const satisfies Record<string, OperationRow>;
