/** Who asks for a token, before any scope. */
import type { TokenScope } from "#lib/domain/identity/token-scope";
import type { SignInCredential } from "#lib/iam/credential";
import type { TokenRecord } from "#lib/store/identity/tokens";

export type SignInMethod = SignInCredential["proof"]["method"];

export type Principal = Pick<
  TokenRecord,
  "accountId" | "accountName" | "userId" | "userName" | "federatedGroups" | "isByIdToken" | "parentId" | "source" | "expiresAt"
> & {
  /** When it was asked for. */
  readonly provenAt: Date;
  /** How it was shown. */
  readonly method: SignInMethod;
  /** The token that is exchanged, for how far it reaches; null for what begins a session. */
  readonly parent: Pick<TokenRecord, "scope" | "project" | "accountId" | "accountName"> | null;
  /** What the browser is to be known by from now on; null where that is nothing, or nothing new. */
  readonly device: string | null;
  /** The sign-in that an exchanged token comes from; null for a sign-in, which begins one, and where the token is older than sessions. */
  readonly sessionId: string | null;
  /** The hash that the password was shown to fit, which must still be the user's when a session is begun; null where none was shown. */
  readonly passwordHash: string | null;
  /** When it was last seen whose the session is, for a step-up; null where that is not known. */
  readonly seenAt: Date | null;
  /** Whether a second factor was shown, now or at the sign-in that is gone on with. */
  readonly isMfaPresent: boolean;
  /** What is asked for. */
  readonly wanted: TokenScope;
};

/** What a proof that begins a session shows of it. */
export type SignedIn = Omit<Principal, "method" | "provenAt" | "isByIdToken" | "parent" | "parentId" | "wanted" | "sessionId">;

/** As much of it as a refused try lets us know; the account may be known without the user. */
export type Known = Partial<{ -readonly [K in "accountId" | "userId" | "userName" | "federatedGroups"]: Principal[K] }>;
