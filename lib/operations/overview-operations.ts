/** The first screen: is all well, what needs somebody, what is used. */
import type { ComingUp, KeyKinds, KeyNeeds, OverviewCalls, OverviewRange, QuotaNeed, UnusedKeys } from "#lib/domain/overview/overview";
import { ANY_STATE, type OperationRow, shape } from "./operation";

type OverviewInput = {
  /** With how many keys there are of each kind, and what comes up. */
  readonly withKeys?: true | undefined;
  /** With what is known of use: calls on keys that are to be deleted, and keys that nobody uses. */
  readonly withUse?: true | undefined;
  /** With the calls of so long. */
  readonly range?: OverviewRange | undefined;
  /** With who called, too. */
  readonly withCallers?: true | undefined;
};

export type Overview = {
  readonly needs: readonly KeyNeeds[];
  readonly quota?: QuotaNeed | undefined;
  readonly unused?: UnusedKeys | undefined;
  readonly kinds?: KeyKinds | undefined;
  readonly coming?: ComingUp | undefined;
  readonly calls?: OverviewCalls | undefined;
};

export const overviewOperations = {
  describeOverview: {
    effect: "read",
    traceName: "describeOverview",
    permission: "kms:cmk:list",
    fieldPermissions: { withUse: "kms:cmk:get", range: "kms:cmk:get", withCallers: "kms:trace:list" },
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<OverviewInput>(),
    output: shape<Overview>(),
    secretFields: [],
    summary: "Describe what needs attention, how keys are used and what comes up (extension of this product, used by its console)",
  },
} as const satisfies Record<string, OperationRow>;
