/**
 * A short-lived child of the primary: migrations, the queues of jobs, and the first account, project and administrator.
 * Invariant: a generated password is on disk before it is in force, and stays there until the primary has printed it, so
 * that an interrupted first start cannot lock everybody out.
 */
import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepareQueues } from "#lib/jobs/queue";
import { migrate } from "#lib/store/migrate";
import { openStore } from "#lib/store/open";
import { bootstrapIdentity } from "#lib/usecases/iam/bootstrap";
import { runChild } from "./child-link";
import { type Env, readEnv } from "./env";
import { createLog } from "./log";
import { ensureSecret, findSecret, removeSecret } from "./secrets";
import { StartError } from "./start-error";

await runChild(async () => {
  const env = readEnv(process.env);
  if (!env.databaseUrl) throw new StartError("DATABASE_URL is missing: the database is prepared by the primary process.");
  const applied = await migrate(env.databaseUrl);
  if (applied.length > 0) createLog(env.logLevel, "primary").info({ migrations: applied }, "database migrated");
  await prepareQueues(env.databaseUrl);
  const store = await openStore(env.databaseUrl);
  try {
    await makeFirstIdentity(env, store);
  } finally {
    await store.close();
  }
  return async () => {};
});

async function makeFirstIdentity(env: Env, store: Awaited<ReturnType<typeof openStore>>): Promise<void> {
  const { account, region } = env;
  const done = join(env.dataDir, "first-identity-made");
  const wasInterrupted = findSecret(env.dataDir, "admin-password") !== null;
  const { created } = await bootstrapIdentity(store, { account, region, adminPassword: choosePassword(env, done) });
  const isGenerated = env.adminPassword === null;
  // Whoever sets it later expects that it is in force; without a word they would look for the fault elsewhere.
  if (!isGenerated && !created) {
    createLog(env.logLevel, "primary").warn(
      { variable: "KMS_ADMIN_PASSWORD" },
      "KMS_ADMIN_PASSWORD is set and changes nothing, since the first account exists; npm run admin -- user reset-password gives a user a new password",
    );
  }
  if (!isGenerated || !(created || wasInterrupted)) removeSecret(env.dataDir, "admin-password");
  writeFileSync(done, "", { mode: 0o600 });
}

/** Once an administrator is known to exist, the password is not going to be used, so none is left lying about. */
function choosePassword(env: Env, done: string): string {
  if (env.adminPassword) return env.adminPassword;
  const isNeeded = !existsSync(done) || findSecret(env.dataDir, "admin-password") !== null;
  return isNeeded ? ensureSecret(env.dataDir, "admin-password") : randomBytes(24).toString("base64url");
}
