/** The caller: an authenticated principal, the project it acts in, and how it came. Made by authentication only, never from input. */
import type { HeldPolicy } from "../policy/held-policy";
import type { CallerSource } from "./caller-source";
import type { ServiceName } from "./service";

export type Caller = {
  readonly accountId: string;
  readonly accountName: string;
  readonly userId: string;
  readonly userName: string;
  /** The cloud service that it is; null for a person. */
  readonly service: ServiceName | null;
  /** Whether it has no user here: the identity provider has told who it is and in which groups, and `userId` is made of that. */
  readonly isFederated: boolean;
  /** The project the credential is scoped to; null for an account-wide or unscoped credential. */
  readonly projectId: string | null;
  readonly projectName: string | null;
  /** Whether that project is disabled: then nothing can be done in it, and the caller hears so. */
  readonly isProjectDisabled: boolean;
  /** What the caller's groups hold in that project, in all projects and for the account: what decides what it may do. */
  readonly held: readonly HeldPolicy[];
  /** The access key that signed the request; null for a token. */
  readonly accessKey: string | null;
  /** The sign-in that the token comes from; null for an access key, and for a token that is older than sessions. */
  readonly sessionId: string | null;
  /** Where that sign-in was made, whoever shows its token now; "api" for an access key. */
  readonly signedInFrom: CallerSource;
  /** Whether a second factor was shown at that sign-in. */
  readonly isMfaPresent: boolean;
  /** Whether a second factor is required of its user, who has none yet: then nothing but that can be done with it. */
  readonly mustSetUpFactor: boolean;
  /** Whether the access key is good for nothing outside its project; false for a token, which says for itself. */
  readonly isProjectBound: boolean;
  /** Whether it was shown whose the session is within the last five minutes. */
  readonly isSteppedUp: boolean;
};

/** What a trace calls it: somebody without a user has a name that no rule of ours keeps apart from those of users. */
export function callerKindOf({ service, isFederated }: Pick<Caller, "service" | "isFederated">): "user" | "service" | "federated" {
  if (service !== null) return "service";
  return isFederated ? "federated" : "user";
}

/** What the transport knows of one request, kept in its trace. */
export type RequestOrigin = {
  /** Whether the console sent it, which proves that with its secret. */
  readonly source: CallerSource;
  readonly requestId: string;
  readonly ip: string;
  /** The client as it calls itself, as it was sent; of a request by way of the console, the browser. `toAgent` makes it fit to be kept. */
  readonly agent: string;
  /** Whether the console says that nobody has asked for this, but a page that is open: then it does not keep a session alive. */
  readonly isBackground: boolean;
};
