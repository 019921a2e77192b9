/**
 * A short-lived child of the primary: migrations, the queues of jobs, and the first account, project and administrator.
 * It reads and writes no file: the primary gives it the first password, generated or the operator's.
 */
import { randomBytes } from "node:crypto";
import { systemClock } from "#lib/base/clock";
import { readEnv } from "#lib/base/env";
import { createLog } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import { prepareQueues } from "#lib/jobs/queue";
import { migrate } from "#lib/store/database/migrate";
import { provisionDatabase } from "#lib/store/database/provision-database";
import { openStore } from "#lib/store/open";
import { bootstrapIdentity } from "#lib/usecases/identity/account/bootstrap";
import type { FirstIdentity } from "./data-dir/first-identity";
import { report, runChild } from "./links/child-link";
import { userName } from "./users/user-name";

await runChild(async ({ provision }) => {
  const env = readEnv(process.env);
  if (!env.databaseUrl) throw new StartError("DATABASE_URL is missing: the database is prepared by the primary process.");
  if (provision) await provisionDatabase(provision);
  const applied = await migrate(env.databaseUrl);
  if (applied.length > 0) createLog(env.logLevel, "primary").info({ migrations: applied }, "database migrated");
  const store = await openStore(env.databaseUrl);
  try {
    await prepareQueues(env.databaseUrl, store);
    const { account, region } = env;
    // Where an administrator is known to exist, none is given, and this one is not going to be used.
    const adminPassword = env.adminPassword ?? randomBytes(24).toString("base64url");
    const operator = { systemUser: userName(), now: systemClock.now() };
    const { created } = await bootstrapIdentity(store, operator, { account, region, adminPassword });
    report({ created } satisfies FirstIdentity);
  } finally {
    await store.close();
  }
  return async () => {};
});
