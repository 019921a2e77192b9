/** Binds every job to the use-case that does it. */
import type { Log } from "#lib/base/log";
import type { JobName } from "#lib/domain/job";
import type { Hsm } from "#lib/hsm/port";
import type { Store } from "#lib/store/open";
import { tendDomainKeys } from "#lib/usecases/domain-key/tend";
import { forgetExpiredTokens } from "#lib/usecases/identity/token/forget-expired";
import { destroyDue } from "#lib/usecases/key/destroy-due";
import { expireMaterial } from "#lib/usecases/material/expire";
import { rotateDue } from "#lib/usecases/rotation/rotate-due";
import { checkIntegrity } from "./check-integrity";

export type JobTools = {
  readonly store: Store;
  readonly hsm: Hsm;
  /** Whether this worker has callers to serve at the moment, for whom long work makes room. */
  readonly hasCallers: () => boolean;
  /** Days that a domain key is kept after nothing is wrapped under it any more. */
  readonly domainKeyKeepDays: number;
  /** For what somebody has to be told at once. */
  readonly log: Pick<Log, "error">;
};

export type JobHandler = {
  /** Deals with some of what is due. @returns with how much; 0 when nothing is left that nobody else is at */
  readonly handle: (tools: JobTools, now: Date) => Promise<number>;
  /** How many calls of it go on at once. */
  readonly atOnce: number;
};

export const JOB_HANDLERS: Readonly<Record<JobName, JobHandler>> = {
  // While the token works for one, the database works for the other.
  rotation: { handle: rotateDue, atOnce: 2 },
  deletion: { handle: ({ store }, now) => destroyDue(store, now), atOnce: 1 },
  materialExpiry: { handle: ({ store }, now) => expireMaterial(store, now), atOnce: 1 },
  tokenExpiry: { handle: ({ store }, now) => forgetExpiredTokens(store, now), atOnce: 1 },
  domainKeys: { handle: tendDomainKeys, atOnce: 1 },
  integrity: { handle: checkIntegrity(), atOnce: 1 },
};
