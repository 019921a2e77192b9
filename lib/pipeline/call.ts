/** One call on its way through the pipeline, and what the doors give it. */
import type { RefusalLedger } from "#lib/audit/refusal-ledger";
import type { ErrorCode, KmsError } from "#lib/domain/errors";
import type { Caller, RequestOrigin } from "#lib/domain/identity/caller";
import type { Credential } from "#lib/iam/credential";
import type { IdentityProvider } from "#lib/iam/oidc/identity-provider";
import type { SessionUses } from "#lib/iam/session-uses";
import type { TokenGuesses } from "#lib/iam/token-guesses";
import type { InputOf, OperationName } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import type { Proof } from "#lib/store/hot/guesses";
import type { Store } from "#lib/store/open";
import type { TraceRow } from "#lib/store/traces/traces";
import type { CallRight, Tools } from "#lib/usecases/use-case";
import type { StepClock } from "./step-clock";
import type { StepName } from "./steps";

export type Performer = Tools & {
  readonly traces: { append(row: TraceRow, proof?: Proof): Promise<boolean> };
  readonly refusals: Pick<RefusalLedger, "count" | "countStranger">;
  /** Told which session has been used. */
  readonly sessionUses: Pick<SessionUses, "note">;
  /** Bounds what tokens cost that are nobody's. */
  readonly tokenGuesses: TokenGuesses;
  /** Whose ID tokens sign in; null where none is set up. */
  readonly identityProvider: IdentityProvider | null;
  /** Counts a request against the rate limit of this user, or of this address. @throws KmsError `requestTooMany` */
  readonly admit: (whom: string) => void | Promise<void>;
  /** Told about every failure that is our fault, with its cause. */
  readonly onFault: (error: KmsError, request: PerformRequest) => void;
  /** Public origin of the API, for links in replies. */
  readonly apiUrl: string;
  /** Whether reads are traced that were done; refused ones are in any case. */
  readonly tracesReads: boolean;
  /** How a refusal is spelled in traces, at whatever door the call came in. */
  readonly errorCodeOf: (code: ErrorCode) => string;
  /** Told how long each step took. */
  readonly onStep: (step: StepName, seconds: number) => void;
};

export type PerformRequest<N extends OperationName = OperationName> = {
  readonly operation: N;
  /** Gives null when none was shown, or none of the right form. @throws KmsError when it could not even be read */
  readonly showCredential: () => Credential | null;
  /** The project that the call names; "" where the operation is about the account. */
  readonly projectId: string;
  /** Reads the input, which is no work for strangers: called when the caller has shown a credential that is somebody's. */
  readonly readInput: () => Reading<N>;
  readonly origin: RequestOrigin;
  /** Told who calls, once that is proven; nothing is decided by it. */
  readonly recognise?: (userId: string) => void;
  /** Whether the client has been told that it took too long: then nothing more is begun. */
  readonly isLate: () => boolean;
  /** Gives the signal that is aborted when nobody waits for the answer any more. */
  readonly gone: () => AbortSignal;
};

/** What a door has made of the input: the input itself, or the one refusal of it; never both. */
export type Reading<N extends OperationName = OperationName> = { readonly about: Mention } & (
  | { readonly input: InputOf<N> }
  | { readonly refusal: KmsError }
);

/** What an input says in the right form, also one that is refused: for the trace. */
export type Mention = {
  readonly resourceId?: string;
  readonly alias?: string;
  /** Value of the field that chooses among several trace names. */
  readonly choice?: string;
};

/** What is known of a call while it runs; its trace is made from this. */
export type Progress = {
  resourceId: string;
  alias: string;
  details: TraceRow["details"];
  traceName: string;
  /** Where the trace belongs: with the key, where the caller may see it. */
  owner: { accountId: string; projectId: string | null };
  /** What the call rests on, once that is decided. */
  right: CallRight;
  grantId: string;
  keyVersion: number | null;
  wouldFail: boolean;
  traced: boolean;
};

/** One call, as far as its caller is known. */
export type Call = {
  readonly performer: Performer;
  /** What the call may ask of the database: held to its caller, and nothing at all on a guess. */
  readonly store: Store;
  readonly request: PerformRequest;
  readonly row: OperationRow;
  readonly caller: Caller;
  readonly progress: Progress;
  readonly clock: StepClock;
};
