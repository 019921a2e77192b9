/** The caller: an authenticated principal, the project it acts in, and how it came. Made by authentication only, never from input. */

export type CallerSource = "console" | "api";

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
  /** Names of the roles held in that scope. */
  readonly roles: readonly string[];
  /** Those of them that are held for the account as a whole. */
  readonly accountRoles: readonly string[];
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
