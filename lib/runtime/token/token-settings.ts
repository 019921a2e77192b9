/**
 * Which PKCS#11 token the product uses: the operator's, or a SoftHSM2 token in the data directory.
 * The primary reads the PIN and hands it to API workers and the token bootstrap, whose user cannot read the file; the console
 * is never given it.
 */
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Env, Environment } from "#lib/base/env";
import { StartError } from "#lib/base/start-error";
import { writeCheckedFile } from "../data-dir/checked-files";
import { ensureSecret, findSecret } from "../data-dir/secrets";
import { makeTokenFolder } from "../data-dir/secure-data-dir";
import type { Staff } from "../users/staff";
import { userName } from "../users/user-name";

export type TokenSettings = {
  readonly modulePath: string;
  readonly tokenLabel: string;
  readonly pin: string;
  /** Library parameters for modules that need them, such as NSS softokn. */
  readonly initArgs: string | null;
};

/** What the preparation of a token finds out for the processes that will use it. */
export type TokenFindings = {
  /** Seals the console's sessions; undefined where it is in a file of the operator's. */
  readonly sessionSecret: string | undefined;
  /** Bytes that the module keeps of every session object; 0 where it keeps none, null where that could not be found out. */
  readonly keptPerObject: number | null;
};

const OWN_TOKEN_LABEL = "kms";
/** For the operator's tools, by the directory's path. */
const CONFIGURATION = "softhsm2.conf";
/** For root's children, which reach the directory by a handle. */
const INHERITED_CONFIGURATION = "softhsm2-inherited.conf";
const LIBRARY_DIRS = ["/usr/lib/softhsm", "/usr/lib64/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm", "/opt/homebrew/lib/softhsm"];

/**
 * Makes what the own token needs: its directory, SoftHSM2's configuration, and both PINs. Does nothing for an operator's token.
 * @returns environment variables for the children that load the module
 */
export function prepareTokenFiles(env: Env, staff: Staff): Environment {
  if (env.pkcs11) {
    // Here, since a child that may not pass the folders above could not tell.
    if (!existsSync(env.pkcs11.modulePath)) throw moduleMissing(env.pkcs11.modulePath);
    return {};
  }
  const { dataDir, accounts, childDataDir } = staff;
  makeTokenFolder(staff);
  const mode = accounts ? 0o644 : 0o600;
  writeConfiguration(join(dataDir, CONFIGURATION), join(dataDir, "token"), mode);
  if (accounts) writeConfiguration(join(dataDir, INHERITED_CONFIGURATION), join(childDataDir, "token"), mode);
  ensureSecret(dataDir, "token-so-pin");
  ensureSecret(dataDir, "token-user-pin");
  return tokenEnvironment(env, staff);
}

/** Environment variables for the children that load the module; an operator's own are left as they are. */
export function tokenEnvironment(env: Env, { dataDir, accounts, childDataDir }: Staff): Environment {
  if (env.pkcs11) return {};
  return { SOFTHSM2_CONF: accounts ? join(childDataDir, INHERITED_CONFIGURATION) : join(dataDir, CONFIGURATION) };
}

function writeConfiguration(path: string, tokens: string, mode: number): void {
  const lines = [`directories.tokendir = ${tokens}`, "objectstore.backend = file", "log.level = ERROR", "slots.removable = false"];
  writeCheckedFile(path, `${lines.join("\n")}\n`, mode);
}

/**
 * @param env with the data directory as this process names it
 * @throws StartError when there is no module, or this process's user cannot read it
 */
export function tokenSettings(env: Env, pin: string): TokenSettings {
  if (!env.pkcs11) return { modulePath: findSoftHsm(env.dataDir), tokenLabel: OWN_TOKEN_LABEL, pin, initArgs: null };
  const { modulePath, tokenLabel, initArgs } = env.pkcs11;
  requireModule(modulePath);
  return { modulePath, tokenLabel, pin, initArgs };
}

function requireModule(path: string): void {
  try {
    closeSync(openSync(path, "r"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw moduleMissing(path);
    // Root's children load it as a user of their own, for whom a folder on the way may be closed.
    throw new StartError(
      `KMS_PKCS11_MODULE is "${path}", which the user ${userName()} cannot read: let it read that file and pass the folders above, or move it.`,
    );
  }
}

function moduleMissing(path: string): StartError {
  return new StartError(`KMS_PKCS11_MODULE is "${path}", and there is no such file: set it to the path of the token's PKCS#11 library.`);
}

/** For a process that may read the PIN itself. @throws StartError when there is no module or no PIN to be read */
export function readTokenSettings(env: Env): TokenSettings {
  return tokenSettings(env, readPin(env));
}

/** The token user's PIN. @throws StartError when there is none to be read */
export function readPin(env: Env): string {
  if (env.pkcs11) return readPinFile(env.pkcs11.pinFile);
  const pin = findSecret(env.dataDir, "token-user-pin");
  if (!pin) throw new StartError("The data directory holds no PIN for its token: restore the data directory as a whole.");
  return pin;
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
