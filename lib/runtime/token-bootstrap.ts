/**
 * A short-lived child of the primary that makes sure the token and its four long-lived objects are there, so that no
 * PKCS#11 module is ever loaded into the primary, which holds the product together. What it tells the primary is the secret that seals
 * the console's sessions, unless that is in a file, and how much memory the module keeps, which shows best in a process so young.
 */

import { systemClock } from "#lib/base/clock";
import { collectGarbage } from "#lib/base/collect-garbage";
import { readEnv } from "#lib/base/env";
import { createLog, type Log } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import { KmsError } from "#lib/domain/errors";
import { openToken } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { probeMemory } from "#lib/hsm/pkcs11/start/probe-memory";
import type { Hsm } from "#lib/hsm/port";
import { decodeMark } from "#lib/integrity/mark";
import { bindBooks } from "#lib/store/books/bind-books";
import { sealMaker } from "#lib/store/books/seal-maker";
import { withAdvisoryLock } from "#lib/store/database/advisory-lock";
import { openStore } from "#lib/store/open";
import { ensureSharedSecret } from "./data-dir/session-secret";
import { report, runChild } from "./links/child-link";
import { type TokenFindings, type TokenSettings, tokenSettings } from "./token/token-settings";

/** What has no seal is refused where it is used; whoever wants the product not to start at all shall not have that too. */
function sayTampered(log: Log) {
  return (error: unknown): null => {
    if (!(error instanceof KmsError) || error.code !== "materialIntegrity") throw error;
    log.error(
      { err: error },
      "integrity incident: the note that all rows are sealed is not as the product has written it; what has no seal is not used. Where an older database was put back on purpose, run npm run admin -- integrity accept-rollback.",
    );
    return null;
  };
}

const PROGRESS_MS = 5_000;

/** An installation of before has rows that nobody has sealed. */
async function bindOnce(databaseUrl: string, hsm: Hsm, log: Log): Promise<void> {
  const makeSeal = sealMaker(hsm);
  const store = await openStore(databaseUrl, { makeSeal });
  try {
    let said = Date.now();
    const onProgress = (sealed: number) => {
      if (Date.now() - said < PROGRESS_MS) return;
      said = Date.now();
      log.info({ sealed }, "sealing the keys and people that there are");
    };
    const bytes = hsm.description.keepsMark ? hsm.readMark() : null;
    const mark = bytes === null ? null : decodeMark(bytes);
    const wasBoundBefore = { key: mark !== null, people: mark !== null && mark.format >= 2 };
    const sealed = await bindBooks(store, { makeSeal, now: systemClock.now(), wasBoundBefore, onProgress }).catch(sayTampered(log));
    const { key: keys, people } = sealed ?? { key: null, people: null };
    if ((keys ?? 0) + (people ?? 0) > 0)
      log.info({ keys, people }, "the keys and people that there were are sealed: from now on nothing is believed that is not");
  } finally {
    await store.close();
  }
}

async function findKeptMemory(settings: TokenSettings, log: Log): Promise<number | null> {
  return probeMemory(settings, collectGarbage).catch((error: unknown) => {
    log.warn({ err: error }, "what memory the token's module keeps could not be found out");
    return null;
  });
}

await runChild(async ({ pin = "", soPin = "", keptPerObject: known }) => {
  const env = readEnv(process.env);
  if (!env.databaseUrl) throw new StartError("DATABASE_URL is missing: the token is prepared by the primary process.");
  const { databaseUrl } = env;
  // An operator's token exists already, with a security officer of its own.
  const create = env.pkcs11 === null;
  // A token cannot be locked against other processes. Instances that share one share a database too, so they take turns there.
  const log = createLog(env.logLevel, "primary");
  const settings = tokenSettings(env, pin);
  const sessionSecret = await withAdvisoryLock(env.databaseUrl, "tokenBootstrap", async (client) => {
    await initialiseToken(settings, { create, soPin });
    const hsm = await openToken(settings);
    try {
      await bindOnce(databaseUrl, hsm, log);
      if (env.sessionSecretFile !== null) return undefined;
      return await ensureSharedSecret(client, hsm, log);
    } finally {
      await hsm.close();
    }
  });
  const keptPerObject = known ?? (await findKeptMemory(settings, log));
  report({ sessionSecret, keptPerObject } satisfies TokenFindings);
  return async () => {};
});
