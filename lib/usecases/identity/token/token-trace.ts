/** Traces of the identity calls. What a stranger typed stays out of them: people type passwords into the field for the name. */

import type { RefusalLedger } from "#lib/audit/refusal-ledger";
import type { ErrorCode, KmsError } from "#lib/domain/errors";
import { callerKindOf, type RequestOrigin } from "#lib/domain/identity/caller";
import { NO_RIGHT } from "#lib/domain/trace";
import type { IdentityProvider } from "#lib/iam/oidc/identity-provider";
import type { PasswordQueue } from "#lib/iam/password-queue";
import type { TokenGuesses } from "#lib/iam/token-guesses";
import type { TraceRow } from "#lib/store/traces/traces";
import type { FactorTools } from "../factor/prove";
import type { Known } from "./principal";

export type TokenTools = FactorTools & {
  readonly traces: { append(row: TraceRow): Promise<unknown> };
  readonly refusals: Pick<RefusalLedger, "countStranger" | "count">;
  readonly passwordQueue: PasswordQueue;
  readonly tokenGuesses: TokenGuesses;
  /** null where none is set up. */
  readonly identityProvider: IdentityProvider | null;
  /** Counts a request against the rate limit of this user. @throws KmsError `requestTooMany` */
  readonly admit: (userId: string) => void | Promise<void>;
  readonly errorCodeOf: (code: ErrorCode) => string;
};

/** @param user as much as is known; of a try under an unknown name, the account whose trail it goes to */
export function toTokenTrace(
  tools: Pick<TokenTools, "now" | "errorCodeOf">,
  traceName: "createToken" | "deleteToken",
  user: Known,
  projectId: string | null,
  origin: RequestOrigin,
  details: TraceRow["details"],
  refusal: KmsError | null,
): TraceRow {
  return {
    time: tools.now(),
    accountId: user.accountId ?? "",
    projectId,
    callerKind:
      user.userId === undefined ? "unknown" : callerKindOf({ service: null, isFederated: (user.federatedGroups ?? null) !== null }),
    callerId: user.userId ?? "",
    callerName: user.userName ?? "",
    source: origin.source,
    ip: origin.ip,
    requestId: origin.requestId,
    traceName,
    resourceType: "token",
    resourceId: user.userId ?? "",
    alias: "",
    outcome: refusal === null ? "normal" : refusal.isFault ? "incident" : "warning",
    errorCode: refusal === null ? "" : tools.errorCodeOf(refusal.code),
    details,
    callerAccountId: "",
    accessKey: "",
    ...NO_RIGHT,
  };
}
