/**
 * A short-lived child of the primary that makes sure the token and its four long-lived objects are there, so that no
 * PKCS#11 module is ever loaded into the primary, which holds the product together. What it tells the primary is the secret that seals
 * the console's sessions, unless that is in a file, and how much memory the module keeps, which shows best in a process so young.
 */

import { collectGarbage } from "#lib/base/collect-garbage";
import { readEnv } from "#lib/base/env";
import { createLog } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import { openToken } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { probeMemory } from "#lib/hsm/pkcs11/start/probe-memory";
import { withAdvisoryLock } from "#lib/store/database/advisory-lock";
import { ensureSharedSecret } from "./data-dir/session-secret";
import { report, runChild } from "./links/child-link";
import { type TokenFindings, tokenSettings } from "./token/token-settings";

await runChild(async ({ pin = "", soPin = "" }) => {
  const env = readEnv(process.env);
  if (!env.databaseUrl) throw new StartError("DATABASE_URL is missing: the token is prepared by the primary process.");
  // An operator's token exists already, with a security officer of its own.
  const create = env.pkcs11 === null;
  // A token cannot be locked against other processes. Instances that share one share a database too, so they take turns there.
  const log = createLog(env.logLevel, "primary");
  const settings = tokenSettings(env, pin);
  const sessionSecret = await withAdvisoryLock(env.databaseUrl, "tokenBootstrap", async (client) => {
    await initialiseToken(settings, { create, soPin });
    if (env.sessionSecretFile !== null) return undefined;
    const hsm = await openToken(settings);
    try {
      return await ensureSharedSecret(client, hsm, log);
    } finally {
      await hsm.close();
    }
  });
  const keptPerObject = await probeMemory(settings, collectGarbage).catch((error: unknown) => {
    log.warn({ err: error }, "what memory the token's module keeps could not be found out");
    return 0;
  });
  report({ sessionSecret, keptPerObject } satisfies TokenFindings);
  return async () => {};
});
