/**
 * Which PKCS#11 token the product uses: the operator's, or a SoftHSM2 token in the data directory.
 * Only API workers and the token bootstrap read a PIN; the primary and the console never do.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Env, Environment } from "./env";
import { ensureSecret, findSecret } from "./secrets";
import { StartError } from "./start-error";

export type TokenSettings = {
  readonly modulePath: string;
  readonly tokenLabel: string;
  readonly pin: string;
  /** Library parameters for modules that need them, such as NSS softokn. */
  readonly initArgs: string | null;
};

const OWN_TOKEN_LABEL = "kms";
const LIBRARY_DIRS = ["/usr/lib/softhsm", "/usr/lib64/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm", "/opt/homebrew/lib/softhsm"];

/**
 * Makes what the own token needs: its directory, SoftHSM2's configuration, and both PINs. Does nothing for an operator's token.
 * @returns environment variables for the processes that load the module
 */
export function prepareTokenFiles(env: Env, dataDir: string): Environment {
  if (env.pkcs11) return {};
  const tokens = join(dataDir, "token");
  mkdirSync(tokens, { recursive: true, mode: 0o700 });
  const lines = [`directories.tokendir = ${tokens}`, "objectstore.backend = file", "log.level = ERROR", "slots.removable = false"];
  writeFileSync(softHsmConfiguration(dataDir), `${lines.join("\n")}\n`, { mode: 0o600 });
  ensureSecret(dataDir, "token-so-pin");
  ensureSecret(dataDir, "token-user-pin");
  return tokenEnvironment(env, dataDir);
}

/** Environment variables for the processes that load the module; an operator's own are left as they are. */
export function tokenEnvironment(env: Env, dataDir: string): Environment {
  return env.pkcs11 ? {} : { SOFTHSM2_CONF: softHsmConfiguration(dataDir) };
}

function softHsmConfiguration(dataDir: string): string {
  return join(dataDir, "softhsm2.conf");
}

/** @throws StartError when there is no module or no PIN to be read */
export function readTokenSettings(env: Env): TokenSettings {
  if (!env.pkcs11) {
    const pin = findSecret(env.dataDir, "token-user-pin");
    if (!pin) throw new StartError("The data directory holds no PIN for its token: restore the data directory as a whole.");
    return { modulePath: findSoftHsm(env.dataDir), tokenLabel: OWN_TOKEN_LABEL, pin, initArgs: null };
  }
  const { modulePath, tokenLabel, pinFile, initArgs } = env.pkcs11;
  if (!existsSync(modulePath))
    throw new StartError(
      `KMS_PKCS11_MODULE is "${modulePath}", and there is no such file: set it to the path of the token's PKCS#11 library.`,
    );
  return { modulePath, tokenLabel, pin: readPinFile(pinFile), initArgs };
}

function readPinFile(path: string): string {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    throw new StartError(
      `KMS_PKCS11_PIN_FILE is "${path}", which cannot be read (${(error as NodeJS.ErrnoException).code}): name a file with the token's PIN.`,
    );
  }
  const pin = content.replace(/\r?\n$/, "");
  if (!pin) throw new StartError(`KMS_PKCS11_PIN_FILE is "${path}", which is empty: write the token's PIN into it.`);
  return pin;
}

/** The system's SoftHSM2, or the copy that the set-up unpacked into the data directory. */
export function findSoftHsm(dataDir: string): string {
  for (const root of ["", join(dataDir, "softhsm")]) {
    const multiarch = listDir(join(root, "/usr/lib")).map((name) => join("/usr/lib", name, "softhsm"));
    for (const directory of [...LIBRARY_DIRS, ...multiarch]) {
      const path = join(root, directory, "libsofthsm2.so");
      if (existsSync(path)) return path;
    }
  }
  throw new StartError(
    "SoftHSM2 is not installed: install the package softhsm2, or set KMS_PKCS11_MODULE, KMS_PKCS11_TOKEN and KMS_PKCS11_PIN_FILE to a token of your own.",
  );
}

function listDir(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : [];
}
