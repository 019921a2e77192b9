/**
 * A short-lived child of the primary that makes sure the token and its four long-lived objects are there, so that no
 * PKCS#11 module is ever loaded into the primary, which holds the product together. What it tells the primary is the secret that seals
 * the console's sessions, unless that is in a file.
 */

import { readEnv } from "#lib/base/env";
import { createLog } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import { openToken } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { withAdvisoryLock } from "#lib/store/database/advisory-lock";
import { ensureSharedSecret } from "./data-dir/session-secret";
import { report, runChild } from "./links/child-link";
import { tokenSettings } from "./token/token-settings";

await runChild(async ({ pin = "", soPin = "" }) => {
  const env = readEnv(process.env);
  if (!env.databaseUrl) throw new StartError("DATABASE_URL is missing: the token is prepared by the primary process.");
  // An operator's token exists already, with a security officer of its own.
  const create = env.pkcs11 === null;
  // A token cannot be locked against other processes. Instances that share one share a database too, so they take turns there.
  await withAdvisoryLock(env.databaseUrl, "tokenBootstrap", async (client) => {
    const settings = tokenSettings(env, pin);
    await initialiseToken(settings, { create, soPin });
    if (env.sessionSecretFile !== null) return;
    const hsm = await openToken(settings);
    try {
      report({ sessionSecret: await ensureSharedSecret(client, hsm, createLog(env.logLevel, "primary")) });
    } finally {
      await hsm.close();
    }
  });
  return async () => {};
});
