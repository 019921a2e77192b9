/**
 * The PKCS#11 module: a shared library that a process may initialise once (PKCS#11 v2.40 §5.4), however many parts of it use it.
 * Invariant: the library is finalised when its last user lets go, and never under the feet of another.
 */
import { existsSync } from "node:fs";
import type { PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import type { TokenSettings } from "../token-settings";
import { TokenStartError } from "../token-start-error";
import { describeFailure, isReturnValue } from "./return-values";

/** Without CKF_OS_LOCKING_OK a module called from several threads may crash the process. */
const CKF_OS_LOCKING_OK = 2;

/** What makes session objects, and how many at once. */
const MAKERS = {
  C_CreateObject: 1,
  C_CopyObject: 1,
  C_DeriveKey: 1,
  C_DeriveKeyAsync: 1,
  C_GenerateKey: 1,
  C_GenerateKeyAsync: 1,
  C_GenerateKeyPair: 2,
  C_GenerateKeyPairAsync: 2,
  C_UnwrapKey: 1,
  C_UnwrapKeyAsync: 1,
} as const;

type Loaded = { readonly module: PKCS11; readonly objectsMade: () => number; users: number };
/** Libraries stay loaded for the life of the process: unloading one that has started threads is not safe. */
const loaded = new Map<string, Loaded>();

/** One user's hold on an initialised module. */
export type ModuleHold = {
  readonly module: PKCS11;
  /** How many session objects were made since the module was loaded, by all its users. */
  objectsMade(): number;
  /** Finalises and initialises again, so that a token which went away and came back is seen; does nothing while others use the module. */
  restart(): void;
  /** Ends the hold; the last one finalises the module. */
  release(): void;
};

/** Loads and initialises the module. @throws TokenStartError when it is missing, no PKCS#11 module, or does not initialise */
export function holdModule(settings: Pick<TokenSettings, "modulePath" | "initArgs">): ModuleHold {
  const entry = loaded.get(settings.modulePath) ?? load(settings.modulePath);
  const { module } = entry;
  if (entry.users === 0) initialise(module, settings);
  entry.users += 1;
  let held = true;
  return {
    module,
    objectsMade: entry.objectsMade,
    restart() {
      if (!held || entry.users > 1) return;
      finalise(module);
      initialise(module, settings);
    },
    release() {
      if (!held) return;
      held = false;
      entry.users -= 1;
      if (entry.users > 0) return;
      try {
        finalise(module);
      } catch {
        // Nobody uses it any more; whoever loads it next finds it initialised.
      }
    },
  };
}

function load(modulePath: string): Loaded {
  if (!existsSync(modulePath)) {
    throw new TokenStartError(`The PKCS#11 module ${modulePath} does not exist: install it or correct KMS_PKCS11_MODULE.`);
  }
  const module = new pkcs11js.PKCS11();
  try {
    module.load(modulePath);
  } catch (error) {
    throw new TokenStartError(`The file ${modulePath} cannot be loaded as a PKCS#11 module: correct KMS_PKCS11_MODULE.`, { cause: error });
  }
  const entry = { module, objectsMade: countObjects(module), users: 0 };
  loaded.set(modulePath, entry);
  return entry;
}

/** @returns how many session objects were made through this module since */
function countObjects(module: PKCS11): () => number {
  let made = 0;
  for (const [name, objects] of Object.entries(MAKERS) as [keyof typeof MAKERS, number][]) {
    const make = module[name] as (...given: unknown[]) => unknown;
    const counted = (...given: unknown[]) => {
      made += objects;
      return make.apply(module, given);
    };
    Object.assign(module, { [name]: counted });
  }
  return () => made;
}

function initialise(module: PKCS11, settings: Pick<TokenSettings, "modulePath" | "initArgs">): void {
  try {
    // pkcs11js 2.1.7 cuts the last character off libraryParameters; the blank is there to be lost.
    const parameters = settings.initArgs === null ? {} : { libraryParameters: `${settings.initArgs} ` };
    module.C_Initialize({ flags: CKF_OS_LOCKING_OK, ...parameters });
  } catch (error) {
    if (isReturnValue(error, pkcs11js.CKR_CRYPTOKI_ALREADY_INITIALIZED)) return;
    throw new TokenStartError(
      `The PKCS#11 module ${settings.modulePath} does not initialise (${describeFailure(error)}): check its configuration and KMS_PKCS11_INIT_ARGS.`,
      { cause: error },
    );
  }
}

function finalise(module: PKCS11): void {
  try {
    module.C_Finalize();
  } catch (error) {
    if (!isReturnValue(error, pkcs11js.CKR_CRYPTOKI_NOT_INITIALIZED)) throw error;
  }
}
