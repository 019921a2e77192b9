/** Counters of a project (api-reference §2.1). */
import { z } from "zod";
import { ANY_STATE, type OperationRow } from "./operation";

export const quotaOperations = {
  userInstances: {
    method: "GET",
    path: "/v1.0/:project_id/kms/user-instances",
    traceName: null,
    permission: "kms:cmk:getInstance",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: z.object({}),
    output: z.object({ instance_num: z.number().int() }),
    secretFields: [],
    summary: "Count the keys of the project, without default master keys",
  },
  userQuotas: {
    method: "GET",
    path: "/v1.0/:project_id/kms/user-quotas",
    traceName: null,
    permission: "kms:cmk:getQuota",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: z.object({}),
    output: z.object({
      quotas: z.object({
        resources: z.array(z.object({ type: z.enum(["CMK", "grant_per_CMK"]), used: z.number().int(), quota: z.number().int() })),
      }),
    }),
    secretFields: [],
    summary: "Show the quotas of the project and what is used of them",
  },
} as const satisfies Record<string, OperationRow>;
