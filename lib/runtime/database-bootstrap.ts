/**
 * A short-lived child of the primary, and the only one that the database's owner is told to: migrations, the queues of jobs, and the first account, project and administrator.
 * It reads and writes no file: the primary gives it the first password, generated or the operator's.
 */
import { randomBytes } from "node:crypto";
import { systemClock } from "#lib/base/clock";
import { readEnv } from "#lib/base/env";
import { createLog } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import { prepareQueues } from "#lib/jobs/queue";
import { limitRetention } from "#lib/store/audit/retention";
import { isSeparate } from "#lib/store/database/database-roles";
import { asOwner, prepareSchema } from "#lib/store/database/prepare-schema";
import { provisionDatabase } from "#lib/store/database/provision-database";
import { grantRuntimeRights } from "#lib/store/database/runtime-rights";
import { openStore } from "#lib/store/open";
import { bootstrapIdentity } from "#lib/usecases/identity/account/bootstrap";
import { lookAtSchema } from "#lib/usecases/integrity/look-at-schema";
import type { FirstIdentity } from "./data-dir/first-identity";
import { report, runChild } from "./links/child-link";
import { userName } from "./users/user-name";

/** What it costs that `DATABASE_URL` stands alone. */
const OWNER_ONLY =
  "the role of DATABASE_URL owns the database, so whoever has its password can disable triggers, change tables and remove traces; give the product a role that owns nothing, and name the owner in KMS_DATABASE_OWNER_URL";

await runChild(async ({ provision }) => {
  const env = readEnv(process.env);
  if (!env.databaseUrl) throw new StartError("DATABASE_URL is missing: the database is prepared by the primary process.");
  if (provision) await provisionDatabase(provision);
  const log = createLog(env.logLevel, "primary");
  const { databaseUrl, databaseOwnerUrl: ownerUrl } = env;
  const { roles, applied } = await prepareSchema(databaseUrl, ownerUrl);
  if (applied.length > 0) log.info({ migrations: applied }, "database migrated");
  if (!isSeparate(roles)) log.warn({ role: roles.runtime }, OWNER_ONLY);
  await asOwner(roles, () => prepareQueues(ownerUrl ?? databaseUrl));
  await grantRuntimeRights(ownerUrl, roles);
  await asOwner(roles, () => limitRetention(ownerUrl ?? databaseUrl, env.audit.retentionDays));
  const store = await openStore(databaseUrl);
  try {
    const { account, region } = env;
    // Where an administrator is known to exist, none is given, and this one is not going to be used.
    const adminPassword = env.adminPassword ?? randomBytes(24).toString("base64url");
    const operator = { systemUser: userName(), now: systemClock.now() };
    const { created } = await bootstrapIdentity(store, operator, { account, region, adminPassword });
    // Whatever is found, or cannot be found out, is said, and nobody is kept from starting.
    await lookAtSchema(store, log, systemClock.now()).catch((err: unknown) => log.error({ err }, "the schema could not be compared"));
    report({ created } satisfies FirstIdentity);
  } finally {
    await store.close();
  }
  return async () => {};
});
