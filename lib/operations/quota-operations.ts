/** Counters of a project, and where its keys are (api-reference §2.1 and §2.11). */
import { z } from "zod";
import { optional, wholeNumber } from "./field";
import { ANY_STATE, type OperationRow } from "./operation";

const MAX_NUMBER = 2 ** 31 - 1;

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
  listSupportRegions: {
    method: "GET",
    path: "/v2/:project_id/kms/regions",
    traceName: null,
    permission: "kms:cmk:getQuota",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: z.object({ limit: optional(wholeNumber(1, MAX_NUMBER)), offset: optional(wholeNumber(0, MAX_NUMBER)) }),
    output: z.object({ regions: z.array(z.string()) }),
    secretFields: [],
    summary: "List the regions in which keys can be: the one of this installation",
  },
} as const satisfies Record<string, OperationRow>;
