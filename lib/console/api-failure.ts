/** What did not come about, in the words that may be shown, and what is certain of it. Invariant: holds no input and no secret. */
import { words } from "./words/words";

/**
 * - `refused`: nothing was done, or nothing but reading was asked for.
 * - `lost`: a change was asked for and may have been made, for the answer did not arrive or says itself that it does not know.
 * - `outdated`: nothing was done, for the page is of an older build than the server: it must be loaded anew.
 * - `elsewhere`: nothing was done, for the page was opened at another address than the console's.
 * - `ended`: nothing was done, for the session is over.
 * - `stepUp`: nothing was done, for who it is must be proven anew before this.
 */
export type FailureKind = "refused" | "lost" | "outdated" | "elsewhere" | "ended" | "stepUp";

/** Serialisable form, for results of server actions and the query route. */
export type Failure = {
  readonly kind: FailureKind;
  readonly status: number;
  /** Wire code such as `KMS.1104`; "" when the API did not answer. */
  readonly code: string;
  /** A whole sentence; of what was lost it says that it may have been done. */
  readonly message: string;
  readonly requestId: string;
};

/** What the console itself found, for which there is neither a code nor a request to quote. */
export function ownFailure(status: number, message: string, kind: FailureKind = "refused"): Failure {
  return { kind, status, code: "", message, requestId: "" };
}

/**
 * The service did not answer.
 * @param isChange whether what was asked for would have changed something: then it may have
 */
export function unanswered(isChange: boolean): Failure {
  return isChange ? toLost(ownFailure(503, words.failures.lost)) : ownFailure(503, words.failures.unreachable);
}

/** The same failure of a change of which nobody can say whether it was made. */
export function toLost(failure: Failure): Failure {
  return { ...failure, kind: "lost", message: `${failure.message} ${words.failures.mayHave}` };
}

export function sessionEnded(): Failure {
  return ownFailure(401, words.failures.sessionEnded, "ended");
}

/** Thrown by the API client for every answer that is not a success. */
export class ApiFailure extends Error {
  readonly failure: Failure;
  /** What the API answered, whole, for the server's own code: only `failure` goes to a browser. */
  readonly body: unknown;

  constructor(failure: Failure, body: unknown = null) {
    super(failure.message);
    this.name = "ApiFailure";
    this.failure = failure;
    this.body = body;
  }
}

/** Thrown when the session is over: no cookie, or its token is expired or revoked. */
export class SessionEnded extends Error {
  constructor() {
    super("The session has ended.");
    this.name = "SessionEnded";
  }
}

/** Result of a server action: data, or the refusal to show. */
export type ActionResult<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly failure: Failure };
