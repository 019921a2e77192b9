/** Binds every job to what it does. Each act deals with some of what is due, and says with how much; 0 when nothing is left for it. */
import type { JobName } from "#lib/domain/job";
import type { Hsm } from "#lib/hsm/port";
import type { Store } from "#lib/store/open";
import { forgetExpiredTokens } from "#lib/usecases/iam/forget-expired-tokens";
import { destroyDue } from "#lib/usecases/key/destroy-due";
import { expireMaterial } from "#lib/usecases/material/expire";
import { rotateDue } from "#lib/usecases/rotation/rotate-due";

export type JobTools = { readonly store: Store; readonly hsm: Hsm };

export const JOB_ACTS: Readonly<Record<JobName, (tools: JobTools, now: Date) => Promise<number>>> = {
  rotation: rotateDue,
  deletion: ({ store }, now) => destroyDue(store, now),
  materialExpiry: ({ store }, now) => expireMaterial(store, now),
  tokenExpiry: ({ store }, now) => forgetExpiredTokens(store, now),
};
