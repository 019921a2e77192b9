import { ANY_STATE, type OperationRow } from "./operation";

export const systemOperations = {
  describeSystem: {
    effect: "read",
    traceName: null,
    permission: "kms:cmk:getQuota",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    secretFields: [],
    summary: "Describe HSM, database and quotas (extension of this product, used by its console)",
  },
} as const satisfies Record<string, OperationRow>;
