/** Counters of a project, and where its keys are (api-reference §2.1 and §2.11). */
import { z } from "zod";
import type { DoorRow } from "../door-row";
import { optional, wholeNumber } from "../field";

const MAX_NUMBER = 2 ** 31 - 1;

export const quotaDoor = {
  userInstances: {
    method: "GET",
    path: "/v1.0/:project_id/kms/user-instances",
    input: z.object({}),
    output: z.object({ instance_num: z.number().int() }),
    secretFields: [],
  },
  userQuotas: {
    method: "GET",
    path: "/v1.0/:project_id/kms/user-quotas",
    input: z.object({}),
    output: z.object({
      quotas: z.object({
        resources: z.array(z.object({ type: z.enum(["CMK", "grant_per_CMK"]), used: z.number().int(), quota: z.number().int() })),
      }),
    }),
    secretFields: [],
  },
  listSupportRegions: {
    method: "GET",
    path: "/v2/:project_id/kms/regions",
    input: z.object({ limit: optional(wholeNumber(1, MAX_NUMBER)), offset: optional(wholeNumber(0, MAX_NUMBER)) }),
    output: z.object({ regions: z.array(z.string()) }),
    secretFields: [],
  },
} as const satisfies Record<string, DoorRow>;
