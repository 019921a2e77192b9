import { ANY_STATE, type OperationRow } from "./operation";

export const quotaOperations = {
  userInstances: {
    effect: "read",
    traceName: null,
    permission: "kms:cmk:getInstance",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    secretFields: [],
    summary: "Count the keys of the project, without default master keys",
  },
  userQuotas: {
    effect: "read",
    traceName: null,
    permission: "kms:cmk:getQuota",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    secretFields: [],
    summary: "Show the quotas of the project and what is used of them",
  },
  listSupportRegions: {
    effect: "read",
    traceName: null,
    permission: "kms:cmk:getQuota",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    secretFields: [],
    summary: "List the regions in which keys can be: the one of this installation",
  },
} as const satisfies Record<string, OperationRow>;
