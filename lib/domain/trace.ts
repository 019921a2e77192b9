/**
 * A row of the audit trail: what each field means, once, and its one canonical form, which is shown, exported and forwarded. Invariants: a
 * trace never holds a secret; what somebody else chose (names, aliases, details) is text, and whoever shows it makes it harmless.
 */

export const TRACE_OUTCOMES = ["normal", "warning", "incident"] as const;

/** `normal`: done. `warning`: refused, by something the caller could know. `incident`: failed by a fault of the service, or an attack was seen. */
export type TraceOutcome = (typeof TRACE_OUTCOMES)[number];

export const RIGHT_KINDS = ["", "role", "statement", "grant", "own", "defaultKey", "everybody", "operator"] as const;

/**
 * What a call rested on, or by which Deny it was refused: a system role, a statement of a custom policy, a grant, that it was about the
 * caller itself, that a cloud service used its own default master key, that anybody signed in may, or that whoever runs the machine did it.
 * Where several permissions are needed it is the last of them. "" where it was refused because nothing allows it or before that was decided,
 * of sign-ins, and of what the product does by itself.
 */
export type RightKind = (typeof RIGHT_KINDS)[number];

export const CALLER_KINDS = ["user", "service", "federated", "system", "operator", "unknown"] as const;
export type CallerKind = (typeof CALLER_KINDS)[number];

/** What a trace says besides its number. Text fields are "" where there is nothing to say. */
export type TraceFacts = {
  /** When it was decided what became of the call. */
  readonly time: Date;
  /** The account that it belongs to: the key's, of a call on a key. */
  readonly accountId: string;
  /** The project that it belongs to; null of what is about the account. */
  readonly projectId: string | null;
  readonly callerKind: string;
  readonly callerId: string;
  readonly callerName: string;
  /** The caller's own account where the key belongs to another. */
  readonly callerAccountId: string;
  /** Access key that signed the request. */
  readonly accessKey: string;
  /** Whether it came from the console, by the API, or from the product itself. */
  readonly source: string;
  /** Address of the caller, also behind proxies that are trusted. */
  readonly ip: string;
  readonly requestId: string;
  /** Spelling of the guide's Table 1-7 where it has one. */
  readonly traceName: string;
  readonly resourceType: string;
  readonly resourceId: string;
  /** Name of the resource at that time. */
  readonly alias: string;
  readonly outcome: TraceOutcome;
  /** The code that the caller was told; "" where it was done. */
  readonly errorCode: string;
  readonly rightKind: RightKind;
  /** ID of the role, of the policy with the place of its statement (`POLICY#0`; of one that cannot be read without), or of the grant. */
  readonly rightId: string;
  /** Grant that allowed the call, where one did; the same as `rightId` then. */
  readonly grantId: string;
  /** Version of the key that worked; null where none did. */
  readonly keyVersion: number | null;
  /** Whether the key was being disabled in shadow: it worked, and would not have. */
  readonly wouldFail: boolean;
  /** Settings of the call without secrets; of a change of power its whole new meaning. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
};

/** Of what rested on no right that was decided here, and used no key. */
export const NO_RIGHT = { rightKind: "", rightId: "", grantId: "", keyVersion: null, wouldFail: false } as const;

/**
 * @param id number in the trail; ascending, with gaps
 * @param state what a change has made of books, see `lib/store/books/book-sections.ts`; "" where it has changed none
 */
export type Trace = TraceFacts & { readonly id: bigint; readonly state: string };

/**
 * The canonical form: member by member in this order, all of them always there. Numbers are whole; times are epoch milliseconds. The one
 * member that may be null is `key_version`, since versions count from 0.
 */
export function toTraceRecord(trace: Trace) {
  return {
    trace_id: String(trace.id),
    time: trace.time.getTime(),
    trace_name: trace.traceName,
    outcome: trace.outcome,
    error_code: trace.errorCode,
    user_type: trace.callerKind,
    user_id: trace.callerId,
    user_name: trace.callerName,
    user_domain_id: trace.callerAccountId === "" ? trace.accountId : trace.callerAccountId,
    access_key: trace.accessKey,
    source: trace.source,
    ip: trace.ip,
    request_id: trace.requestId,
    resource_type: trace.resourceType,
    resource_id: trace.resourceId,
    resource_name: trace.alias,
    domain_id: trace.accountId,
    project_id: trace.projectId ?? "",
    right_type: trace.rightKind,
    right_id: trace.rightId,
    grant_id: trace.grantId,
    key_version: trace.keyVersion,
    would_fail: trace.wouldFail,
    state: trace.state,
    details: trace.details,
  };
}

export type TraceRecord = ReturnType<typeof toTraceRecord>;

/** As it is shown: beside the record where it is in the sealed log, null while no checkpoint has it. No part of what is sealed. */
export type SealedTrace = TraceRecord & { readonly leaf_index: number | null };

/** Which traces are meant; all of what is given holds. */
export type TraceFilter = {
  /** From this moment on. */
  readonly from?: Date | undefined;
  /** Up to this moment, which is not in it. */
  readonly to?: Date | undefined;
  readonly traceNames?: readonly string[] | undefined;
  /** None of these. */
  readonly notTraceNames?: readonly string[] | undefined;
  readonly resourceId?: string | undefined;
  readonly callerId?: string | undefined;
  readonly outcomes?: readonly TraceOutcome[] | undefined;
  readonly ip?: string | undefined;
  readonly requestId?: string | undefined;
};

/** Traces of one part of a span of time. */
export type TraceBucket = {
  /** Its first moment. */
  readonly from: Date;
  readonly normal: number;
  readonly warning: number;
  readonly incident: number;
};

export type TraceCounts = {
  /** Of all buckets together. */
  readonly total: number;
  /** Whether that is all; else there are more. */
  readonly isExact: boolean;
  readonly from: Date;
  readonly to: Date;
  /** One after the other, without a gap. */
  readonly buckets: readonly TraceBucket[];
};
