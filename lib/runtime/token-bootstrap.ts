/**
 * A short-lived child of the primary that makes sure the token and its four long-lived objects are there, so that no
 * PKCS#11 module is ever loaded into the primary, which holds the product together.
 */
import { initialiseToken } from "#lib/hsm/pkcs11/initialise";
import { withAdvisoryLock } from "#lib/store/advisory-lock";
import { runChild } from "./child-link";
import { readEnv } from "./env";
import { StartError } from "./start-error";
import { tokenSettings } from "./token-settings";

await runChild(async ({ pin = "", soPin = "" }) => {
  const env = readEnv(process.env);
  if (!env.databaseUrl) throw new StartError("DATABASE_URL is missing: the token is prepared by the primary process.");
  // An operator's token exists already, with a security officer of its own.
  const create = env.pkcs11 === null;
  // A token cannot be locked against other processes. Instances that share one share a database too, so they take turns there.
  await withAdvisoryLock(env.databaseUrl, "tokenBootstrap", () => initialiseToken(tokenSettings(env, pin), { create, soPin }));
  return async () => {};
});
