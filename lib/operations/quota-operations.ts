/** Counters of a project, and where its keys are. */
import { ANY_STATE, type OperationRow, shape } from "./operation";

/** How much of something there may be, and how much there is. */
export type Quota = { readonly used: number; readonly quota: number };

export type ProjectQuotas = {
  readonly keys: Quota;
  /** Of the key that has most. */
  readonly grantsPerKey: Quota;
};

type Page = { readonly limit?: number | undefined; readonly offset?: number | undefined };

export const quotaOperations = {
  userInstances: {
    effect: "read",
    traceName: "userInstances",
    permission: "kms:cmk:getInstance",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<Record<string, never>>(),
    output: shape<{ readonly keys: number }>(),
    secretFields: [],
    summary: "Count the keys of the project, without default master keys",
  },
  userQuotas: {
    effect: "read",
    traceName: "userQuotas",
    permission: "kms:cmk:getQuota",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<Record<string, never>>(),
    output: shape<ProjectQuotas>(),
    secretFields: [],
    summary: "Show the quotas of the project and what is used of them",
  },
  listSupportRegions: {
    effect: "read",
    traceName: "listSupportRegions",
    permission: "kms:cmk:getQuota",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<Page>(),
    output: shape<{ readonly regions: readonly string[] }>(),
    secretFields: [],
    summary: "List the regions in which keys can be: the one of this installation",
  },
} as const satisfies Record<string, OperationRow>;
