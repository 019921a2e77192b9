/**
 * What is in the token: attributes of every object, for audits and tests.
 * Invariant: reads no value, of public objects neither.
 */

import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { findObjects } from "./long-lived/find-objects";
import { awaitToken } from "./session/await-token";
import { requireToken } from "./session/find-token";
import { holdModule } from "./session/module";
import { signIn } from "./session/sign-in";
import type { TokenSettings } from "./token-settings";

const USAGES = {
  encrypt: pkcs11js.CKA_ENCRYPT,
  decrypt: pkcs11js.CKA_DECRYPT,
  sign: pkcs11js.CKA_SIGN,
  signRecover: pkcs11js.CKA_SIGN_RECOVER,
  verify: pkcs11js.CKA_VERIFY,
  verifyRecover: pkcs11js.CKA_VERIFY_RECOVER,
  wrap: pkcs11js.CKA_WRAP,
  unwrap: pkcs11js.CKA_UNWRAP,
  derive: pkcs11js.CKA_DERIVE,
} as const;
export type ObjectUsage = keyof typeof USAGES;

/** One object. `null` where the object has no such attribute. */
export type ObjectAttributes = {
  readonly class: "secret key" | "private key" | "public key" | "other";
  readonly label: string;
  /** True for an object that stays, false for one that dies with its session. */
  readonly token: boolean;
  readonly private: boolean | null;
  readonly sensitive: boolean | null;
  readonly alwaysSensitive: boolean | null;
  readonly extractable: boolean | null;
  readonly neverExtractable: boolean | null;
  readonly usages: readonly ObjectUsage[];
};

/** Every object this process may see: the token's own, and session objects of all its sessions. @throws TokenStartError */
export async function inspectToken(settings: TokenSettings): Promise<ObjectAttributes[]> {
  const hold = holdModule(settings);
  try {
    const { module } = hold;
    const { slot } = (await awaitToken(hold, settings.tokenLabel)) ?? requireToken(module, settings.tokenLabel);
    const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
    try {
      signIn(module, slot, session, settings.pin);
      return findObjects(module, session, []).map((object) => readAttributes(module, session, object));
    } finally {
      module.C_CloseSession(session);
    }
  } finally {
    hold.release();
  }
}

/** Which of these mechanisms, by their CKM_ numbers, the token has. @throws TokenStartError when there is no such token */
export async function findMechanisms(settings: TokenSettings, wanted: readonly number[]): Promise<number[]> {
  const hold = holdModule(settings);
  try {
    const { slot } = (await awaitToken(hold, settings.tokenLabel)) ?? requireToken(hold.module, settings.tokenLabel);
    const there = hold.module.C_GetMechanismList(slot);
    return wanted.filter((mechanism) => there.includes(mechanism));
  } finally {
    hold.release();
  }
}

function readAttributes(module: PKCS11, session: Handle, object: Handle): ObjectAttributes {
  const flag = (type: number) => {
    const value = read(module, session, object, type);
    return value === null ? null : value[0] === 1;
  };
  return {
    class: className(read(module, session, object, pkcs11js.CKA_CLASS)),
    label: read(module, session, object, pkcs11js.CKA_LABEL)?.toString("utf8") ?? "",
    token: flag(pkcs11js.CKA_TOKEN) === true,
    private: flag(pkcs11js.CKA_PRIVATE),
    sensitive: flag(pkcs11js.CKA_SENSITIVE),
    alwaysSensitive: flag(pkcs11js.CKA_ALWAYS_SENSITIVE),
    extractable: flag(pkcs11js.CKA_EXTRACTABLE),
    neverExtractable: flag(pkcs11js.CKA_NEVER_EXTRACTABLE),
    usages: (Object.keys(USAGES) as ObjectUsage[]).filter((usage) => flag(USAGES[usage]) === true),
  };
}

/** One attribute at a time: a module refuses the whole list when one of them does not fit the class of the object. */
function read(module: PKCS11, session: Handle, object: Handle, type: number): Buffer | null {
  try {
    const value = module.C_GetAttributeValue(session, object, [{ type }])[0]?.value;
    return Buffer.isBuffer(value) ? value : null;
  } catch {
    return null;
  }
}

function className(value: Buffer | null): ObjectAttributes["class"] {
  const number = value && value.byteLength >= 4 ? value.readUInt32LE(0) : -1;
  if (number === pkcs11js.CKO_SECRET_KEY) return "secret key";
  if (number === pkcs11js.CKO_PRIVATE_KEY) return "private key";
  return number === pkcs11js.CKO_PUBLIC_KEY ? "public key" : "other";
}
