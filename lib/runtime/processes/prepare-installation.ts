/**
 * What a start does before anything serves: database and token are made fit, by short-lived children, one after the other.
 * Invariant: the first administrator's password and the database's owner are told to the preparation of the database alone.
 */
import type { Env } from "#lib/base/env";
import { checkDatabase } from "#lib/store/database/check-database";
import { prepareFirstPassword } from "../data-dir/first-identity";
import { findSecret } from "../data-dir/secrets";
import { readSessionSecret } from "../data-dir/session-secret";
import type { Handover } from "../links/handover";
import { recallKeptMemory, rememberKeptMemory } from "../token/remembered-memory";
import { prepareTokenFiles, readPin, type TokenFindings } from "../token/token-settings";
import { forkProgram, type Staff } from "../users/staff";
import { runOnce } from "./run-once";

export type Preparation = {
  readonly env: Env;
  readonly staff: Staff;
  /** URL for children. */
  readonly databaseUrl: string;
  /** Of the database's owner; null where that is the same role. */
  readonly ownerUrl: string | null;
  readonly provision: Handover["provision"];
  /** Ends it by force. */
  readonly signal: AbortSignal;
  /** Where children's standard output goes, see `forkOptions`. */
  readonly output?: "inherit" | number;
  say(step: string): void;
};

export type Prepared = {
  /** For children that serve; holds secrets. */
  readonly environment: NodeJS.ProcessEnv;
  /** The token user's. */
  readonly pin: string;
  /** Seals the console's sessions. */
  readonly sessionSecret: string;
  /** Bytes that the token's module keeps of every session object. */
  readonly keptPerObject: number;
  /** Whether the first account was made by this start. */
  readonly isNew: boolean;
};

/** An operator's own. @throws StartError when it does not answer */
export async function checkGivenDatabase(
  databaseUrl: string,
  ownerUrl: string | null,
): Promise<Pick<Preparation, "databaseUrl" | "ownerUrl" | "provision">> {
  await checkDatabase(databaseUrl);
  if (ownerUrl !== null) await checkDatabase(ownerUrl, "KMS_DATABASE_OWNER_URL");
  return { databaseUrl, ownerUrl, provision: undefined };
}

/** @throws StartError when one of the two cannot be made fit */
export async function prepareInstallation({
  env,
  staff,
  databaseUrl,
  ownerUrl,
  provision,
  signal,
  output,
  say,
}: Preparation): Promise<Prepared> {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...prepareTokenFiles(env, staff),
    NODE_ENV: "production",
    KMS_DATA_DIR: staff.childDataDir,
    DATABASE_URL: databaseUrl,
    KMS_ADMIN_PASSWORD: undefined,
    KMS_DATABASE_OWNER_URL: undefined,
  };
  const pin = readPin(env);
  const givenSecret = env.sessionSecretFile === null ? null : readSessionSecret(env.sessionSecretFile);
  const more = { signal, output };
  say("preparing the database");
  const first = prepareFirstPassword(env);
  const secrets: Record<string, string> = {
    ...(first.password !== null && { KMS_ADMIN_PASSWORD: first.password }),
    ...(ownerUrl !== null && { KMS_DATABASE_OWNER_URL: ownerUrl }),
  };
  const database = forkProgram(staff, "worker", "database-bootstrap", environment, { provision, environment: secrets }, more);
  const found = (await runOnce("preparation of the database", database)) as { created: boolean };
  first.settle(found);
  say("preparing the token");
  const soPin = env.pkcs11 === null ? (findSecret(staff.dataDir, "token-so-pin") ?? "") : "";
  const known = recallKeptMemory(env, staff.dataDir);
  const token = forkProgram(staff, "worker", "token-bootstrap", environment, { pin, soPin, keptPerObject: known }, more);
  const findings = (await runOnce("preparation of the token", token)) as TokenFindings;
  if (known === undefined && findings.keptPerObject !== null) rememberKeptMemory(env, staff.dataDir, findings.keptPerObject);
  const sessionSecret = givenSecret ?? findings.sessionSecret;
  if (sessionSecret === undefined) throw new Error("the preparation of the token told no session secret");
  return { environment, pin, sessionSecret, keptPerObject: findings.keptPerObject ?? 0, isNew: found.created };
}
