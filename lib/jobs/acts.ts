/** Binds every job to what it does. */
import type { JobName } from "#lib/domain/job";
import type { Hsm } from "#lib/hsm/port";
import type { Store } from "#lib/store/open";
import { tendDomainKeys } from "#lib/usecases/domain-key/tend";
import { forgetExpiredTokens } from "#lib/usecases/identity/token/forget-expired";
import { destroyDue } from "#lib/usecases/key/destroy-due";
import { expireMaterial } from "#lib/usecases/material/expire";
import { rotateDue } from "#lib/usecases/rotation/rotate-due";

export type JobTools = {
  readonly store: Store;
  readonly hsm: Hsm;
  /** Whether this worker has callers to serve at the moment, for whom long work makes room. */
  readonly hasCallers: () => boolean;
  /** Days that a domain key is kept after nothing is wrapped under it any more. */
  readonly domainKeyKeepDays: number;
};

export type JobAct = {
  /** Deals with some of what is due. @returns with how much; 0 when nothing is left that nobody else is at */
  readonly act: (tools: JobTools, now: Date) => Promise<number>;
  /** How many acts go on at once. */
  readonly lanes: number;
};

export const JOB_ACTS: Readonly<Record<JobName, JobAct>> = {
  // While the token works for one, the database works for the other.
  rotation: { act: rotateDue, lanes: 2 },
  deletion: { act: ({ store }, now) => destroyDue(store, now), lanes: 1 },
  materialExpiry: { act: ({ store }, now) => expireMaterial(store, now), lanes: 1 },
  tokenExpiry: { act: ({ store }, now) => forgetExpiredTokens(store, now), lanes: 1 },
  domainKeys: { act: tendDomainKeys, lanes: 1 },
};
