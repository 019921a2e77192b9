/** Words of one trace: what each of its members says, and the right that the call rested on, as a sentence. */
import type { CallerKind, TraceOutcome } from "#lib/domain/trace";
import type { ReplyOf } from "#lib/wire/catalog";

type Trace = ReplyOf<"listTraces">["traces"][number];

export const traceDetailWords = {
  sheet: (name: string) => `Trace ${name}`,
  previous: "Previous trace",
  next: "Next trace",
  noPrevious: "This is the first trace of the list.",
  noNext: "This is the last trace that is loaded.",
  form: "Form",
  details: "Details",
  json: "JSON",
  loading: "Loading the trace",
  errorTitle: "The trace could not be loaded",
  outcome: "Outcome",
  meanings: {
    normal: "done",
    warning: "refused",
    incident: "failed by a fault of the service, or an attack",
  } as const satisfies Record<TraceOutcome, string>,
  wouldFail: "Would have failed: disabled in shadow",
  error: "Error",
  time: "Time",
  resource: "Resource",
  resourceId: "Resource ID",
  resourceTypes: {
    cmk: "key",
    rng: "random number generator",
    user: "user",
    group: "group",
    project: "project",
    credential: "access key",
    token: "token",
    session: "session",
    policy: "policy",
    trace: "audit trail",
    account: "account",
  } as Readonly<Record<string, string>>,
  caller: "Caller",
  callerId: "Caller ID",
  callerTypes: {
    user: "user",
    service: "cloud service",
    federated: "through an identity provider",
    system: "KMS itself",
    operator: "operator of this installation",
    unknown: "not known",
  } as const satisfies Record<CallerKind, string>,
  otherAccount: "Account of the caller",
  accessKey: "Access key",
  from: "From",
  sources: { api: "API", console: "console", system: "KMS itself" } as Readonly<Record<string, string>>,
  right: "Right",
  keyVersion: "Key version",
  asked: "Asked for",
  requestId: "Request ID",
  traceId: "Trace ID",
  project: "Project",
  account: "Account",
  accountOnly: "of the account, in no project",
  copyJson: "JSON",
} as const;

/** A right in words, parted where a name can be a link. */
export type RightWords = { readonly before: string; readonly name: string };

const alone = (before: string): RightWords => ({ before, name: "" });

/** @param named name of the role or policy, where it is known; else its ID stands there. @returns null where there is nothing to say */
export function rightWords({ right_type, right_id }: Pick<Trace, "right_type" | "right_id">, named: string | null): RightWords | null {
  switch (right_type) {
    case "role":
      return { before: "By role ", name: named ?? right_id };
    case "statement": {
      const { policyId, number } = statementOf(right_id);
      return { before: number === null ? "By policy " : `By statement ${number} of policy `, name: named ?? policyId };
    }
    case "grant":
      return { before: "By grant ", name: right_id };
    case "own":
      return alone("About oneself");
    case "defaultKey":
      return alone("As the cloud service whose default master key it is");
    case "everybody":
      return alone("Open to everybody who is signed in");
    case "operator":
      return alone("As the operator of this installation");
    default:
      return null;
  }
}

/** `POLICY#0` is the first statement of a policy. */
export function statementOf(rightId: string): { readonly policyId: string; readonly number: number | null } {
  const [, policyId, place] = /^(.*)#(\d{1,6})$/.exec(rightId) ?? [];
  return policyId === undefined ? { policyId: rightId, number: null } : { policyId, number: Number(place) + 1 };
}
