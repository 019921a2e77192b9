/** Sessions: a user's own sign-ins, and showing once more whose a session is. */
import type { Session } from "#lib/domain/identity/session";
import { ON_ACCOUNT, type OperationRow, shape } from "./operation";

/** One of the three is there. */
type StepUpInput = {
  readonly password?: string | undefined;
  /** A one-time code. */
  readonly passcode?: string | undefined;
  /** What an authenticator has answered (WebAuthn), as JSON. */
  readonly assertion?: Readonly<Record<string, unknown>> | undefined;
};

export const sessionOperations = {
  listOwnSessions: {
    ...ON_ACCOUNT,
    effect: "read",
    traceName: "listOwnSessions",
    resourceType: "session",
    permission: null,
    input: shape<Record<never, never>>(),
    /** The caller's own first, the others by their last use; a hundred at most. */
    output: shape<{ readonly sessions: readonly Session[] }>(),
    secretFields: [],
    summary: "List one's own sessions, with where each was begun and when it was last used",
  },
  endOwnSession: {
    ...ON_ACCOUNT,
    effect: "destroy",
    traceName: "endSession",
    resourceType: "session",
    permission: null,
    input: shape<{ readonly sessionId: string }>(),
    output: shape<void>(),
    secretFields: [],
    summary: "End a session of one's own, with all its tokens",
  },
  endOtherSessions: {
    ...ON_ACCOUNT,
    effect: "destroy",
    traceName: "endOtherSessions",
    resourceType: "session",
    permission: null,
    input: shape<Record<never, never>>(),
    output: shape<{ readonly ended: number }>(),
    secretFields: [],
    summary: "End all sessions of one's own but the one that asks, with all their tokens",
  },
  stepUp: {
    ...ON_ACCOUNT,
    effect: "change",
    traceName: "stepUp",
    resourceType: "session",
    permission: null,
    isForFactorSetUp: true,
    input: shape<StepUpInput>(),
    output: shape<{ readonly until: Date }>(),
    secretFields: ["password", "passcode", "assertion"],
    summary: "Show once more whose a session of the console is, for what needs that; good for five minutes",
  },
} as const satisfies Record<string, OperationRow>;
