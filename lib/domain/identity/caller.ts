/** The caller: an authenticated principal, the project it acts in, and how it came. Made by authentication only, never from input. */
import type { HeldPolicy } from "../policy/held-policy";
import type { CallerSource } from "./caller-source";

export type Caller = {
  readonly accountId: string;
  readonly accountName: string;
  readonly userId: string;
  readonly userName: string;
  /** The project the credential is scoped to; null for an account-wide or unscoped credential. */
  readonly projectId: string | null;
  readonly projectName: string | null;
  /** Whether that project is disabled: then nothing can be done in it, and the caller hears so. */
  readonly isProjectDisabled: boolean;
  /** What the caller's groups hold in that project, in all projects and for the account: what decides what it may do. */
  readonly held: readonly HeldPolicy[];
  /** The access key that signed the request; null for a token. */
  readonly accessKey: string | null;
};

/** What the transport knows of one request, kept in its trace. */
export type RequestOrigin = {
  /** Whether the console sent it, which proves that with its secret. */
  readonly source: CallerSource;
  readonly requestId: string;
  readonly ip: string;
};
