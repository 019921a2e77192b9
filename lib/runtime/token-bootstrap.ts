/**
 * A short-lived child of the primary that makes sure the token and its four long-lived objects are there, so that no
 * PKCS#11 module is ever loaded into the primary, which holds the product together.
 */
import { initialiseToken } from "#lib/hsm/pkcs11/initialise";
import { runChild } from "./child-link";
import { readEnv } from "./env";
import { findSecret } from "./secrets";
import { readTokenSettings } from "./token-settings";

await runChild(async () => {
  const env = readEnv(process.env);
  // An operator's token exists already, with a security officer of its own.
  const create = env.pkcs11 === null;
  await initialiseToken(readTokenSettings(env), { create, soPin: (create && findSecret(env.dataDir, "token-so-pin")) || "" });
  return async () => {};
});
