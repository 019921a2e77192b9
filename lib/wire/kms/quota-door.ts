/** Counters of a project, and where its keys are (api-reference §2.1 and §2.11). */

import { z } from "zod";
import type { ProjectQuotas, Quota } from "#lib/operations/quota-operations";
import type { DoorRow } from "../door-row";
import { optional, wholeNumber } from "../field";
import { held } from "../held";
import { record } from "../record";

const MAX_NUMBER = 2 ** 31 - 1;

const quotasBody = z.object({
  quotas: z.object({
    resources: z.array(z.object({ type: z.enum(["CMK", "grant_per_CMK"]), used: z.number().int(), quota: z.number().int() })),
  }),
});
type Resource = z.output<typeof quotasBody>["quotas"]["resources"][number];

const NO_QUOTA: Quota = { used: 0, quota: 0 };

const quotas = z.codec(quotasBody, held<ProjectQuotas>(), {
  decode: ({ quotas: { resources } }) => {
    const find = (type: Resource["type"]): Quota => {
      const { used, quota } = resources.find((resource) => resource.type === type) ?? NO_QUOTA;
      return { used, quota };
    };
    return { keys: find("CMK"), grantsPerKey: find("grant_per_CMK") };
  },
  encode: ({ keys, grantsPerKey }): z.output<typeof quotasBody> => ({
    quotas: {
      resources: [
        { type: "CMK", ...keys },
        { type: "grant_per_CMK", ...grantsPerKey },
      ],
    },
  }),
});

export const quotaDoor = {
  userInstances: {
    method: "GET",
    path: "/v1.0/:project_id/kms/user-instances",
    input: record({}),
    output: record({ instance_num: z.number().int() }, { instance_num: "keys" }),
    secretFields: [],
  },
  userQuotas: {
    method: "GET",
    path: "/v1.0/:project_id/kms/user-quotas",
    input: record({}),
    output: quotas,
    secretFields: [],
  },
  listSupportRegions: {
    method: "GET",
    path: "/v2/:project_id/kms/regions",
    input: record({ limit: optional(wholeNumber(1, MAX_NUMBER)), offset: optional(wholeNumber(0, MAX_NUMBER)) }),
    output: record({ regions: z.array(z.string()) }),
    secretFields: [],
  },
} as const satisfies Record<string, DoorRow>;
