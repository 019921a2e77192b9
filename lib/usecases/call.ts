/** One call on its way through `perform`. */
import type { Caller, RequestOrigin } from "#lib/domain/caller";
import type { KmsError } from "#lib/domain/errors";
import type { Credential } from "#lib/iam/credential";
import type { OperationName } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import type { Proof } from "#lib/store/hot/guesses";
import type { TraceRow } from "#lib/store/traces/traces";
import type { AuthenticationTools } from "./authenticate";
import type { Tools } from "./use-case";

export type Performer = Tools & {
  readonly traces: { append(row: TraceRow, proof?: Proof): Promise<boolean> };
  readonly admit: AuthenticationTools["admit"];
  readonly refusals: AuthenticationTools["refusals"];
  /** Told about every failure that is our fault, with its cause. */
  readonly onFault: (error: KmsError, request: PerformRequest) => void;
};

export type PerformRequest = {
  readonly operation: OperationName;
  /** null when there was none, or none of the right form. */
  readonly credential: Credential | null;
  /** The project in the path; "" where the operation is about the account. */
  readonly projectId: string;
  /** Gives the input as it came; may throw a `KmsError` when it is not even readable. */
  readonly readInput: () => unknown;
  readonly origin: RequestOrigin;
  /** Whether the client has been told that it took too long: then nothing more is begun. */
  readonly isLate: () => boolean;
  /** Gives the signal that is aborted when nobody waits for the answer any more. */
  readonly gone: () => AbortSignal;
};

/** What is known of a call while it runs; its trace is made from this. */
export type Progress = {
  resourceId: string;
  alias: string;
  details: TraceRow["details"];
  /** null where nothing is traced. */
  traceName: string | null;
  /** Where the trace belongs: with the key, where the caller may see it. */
  owner: { accountId: string; projectId: string | null };
  grantId: string;
  traced: boolean;
};

/** One call, as far as its caller is known. */
export type Call = {
  readonly performer: Performer;
  readonly request: PerformRequest;
  readonly credential: Credential;
  readonly row: OperationRow;
  readonly caller: Caller;
  readonly progress: Progress;
};
