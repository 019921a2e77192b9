/** What the API refused, in the words that may be shown. Invariant: holds no input and no secret. */

/** Serialisable form, for results of server actions and the query route. */
export type Failure = {
  readonly status: number;
  /** Wire code such as `KMS.1104`; "" when the API did not answer. */
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
};

/** What the console itself found, for which there is neither a code nor a request to quote. */
export function ownFailure(status: number, message: string): Failure {
  return { status, code: "", message, requestId: "" };
}

/** Thrown by the API client for every answer that is not a success. */
export class ApiFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = "ApiFailure";
    this.failure = failure;
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
