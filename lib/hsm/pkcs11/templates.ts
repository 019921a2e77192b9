/**
 * Attribute templates. Invariant: every usage is said, true or false, because a token's defaults differ and often allow all;
 * and no template allows two roles.
 */

import type { Template } from "pkcs11js";
import pkcs11js from "pkcs11js";

/** What a key may do. A pair (encrypt and decrypt, …) is one role; wrap and decrypt together would be two, and give keys away. */
export const ROLES = {
  /** Being wrapped, and nothing else. */
  none: [],
  cipher: [pkcs11js.CKA_ENCRYPT, pkcs11js.CKA_DECRYPT],
  mac: [pkcs11js.CKA_SIGN, pkcs11js.CKA_VERIFY],
  wrapping: [pkcs11js.CKA_WRAP, pkcs11js.CKA_UNWRAP],
  unwrapping: [pkcs11js.CKA_UNWRAP],
  derivation: [pkcs11js.CKA_DERIVE],
  decryption: [pkcs11js.CKA_DECRYPT],
  signing: [pkcs11js.CKA_SIGN],
  verification: [pkcs11js.CKA_VERIFY],
} as const;
export type Role = keyof typeof ROLES;

/** The usage attributes that make sense for a class of object (PKCS#11 v2.40 §4.8 to §4.10). */
export const SECRET_USAGES: readonly number[] = [
  pkcs11js.CKA_ENCRYPT,
  pkcs11js.CKA_DECRYPT,
  pkcs11js.CKA_SIGN,
  pkcs11js.CKA_VERIFY,
  pkcs11js.CKA_WRAP,
  pkcs11js.CKA_UNWRAP,
  pkcs11js.CKA_DERIVE,
];
const PRIVATE_USAGES: readonly number[] = [
  pkcs11js.CKA_DECRYPT,
  pkcs11js.CKA_SIGN,
  pkcs11js.CKA_SIGN_RECOVER,
  pkcs11js.CKA_UNWRAP,
  pkcs11js.CKA_DERIVE,
];
const PUBLIC_USAGES: readonly number[] = [
  pkcs11js.CKA_ENCRYPT,
  pkcs11js.CKA_VERIFY,
  pkcs11js.CKA_VERIFY_RECOVER,
  pkcs11js.CKA_WRAP,
  pkcs11js.CKA_DERIVE,
];

/** Whether an attribute says what a private key may do. */
export function isPrivateUsage({ type }: Template[number]): boolean {
  return PRIVATE_USAGES.includes(type);
}

function usages(all: readonly number[], role: Role): Template {
  const allowed: readonly number[] = ROLES[role];
  return all.map((type) => ({ type, value: allowed.includes(type) }));
}

type Place = { readonly token: boolean };

/** A sensitive, non-extractable secret key; `keyType` is a CKK_ number. The value's length or bytes are the caller's to add. */
export function secretKeyTemplate(keyType: number, role: Role, { token }: Place = { token: false }): Template {
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: keyType },
    { type: pkcs11js.CKA_TOKEN, value: token },
    { type: pkcs11js.CKA_PRIVATE, value: true },
    { type: pkcs11js.CKA_SENSITIVE, value: true },
    { type: pkcs11js.CKA_EXTRACTABLE, value: false },
    ...usages(SECRET_USAGES, role),
  ];
}

/** The same key, made so that it can be wrapped: only for material between its making and its wrapping. */
export function extractable(template: Template): Template {
  return template.map((attribute) => (attribute.type === pkcs11js.CKA_EXTRACTABLE ? { ...attribute, value: true } : attribute));
}

/** A sensitive, non-extractable private key. */
export function privateKeyTemplate(keyType: number, role: Role, { token }: Place = { token: false }): Template {
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: keyType },
    { type: pkcs11js.CKA_TOKEN, value: token },
    { type: pkcs11js.CKA_PRIVATE, value: true },
    { type: pkcs11js.CKA_SENSITIVE, value: true },
    { type: pkcs11js.CKA_EXTRACTABLE, value: false },
    ...usages(PRIVATE_USAGES, role),
  ];
}

/** A public key. */
export function publicKeyTemplate(keyType: number, role: Role, { token }: Place = { token: false }): Template {
  return [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PUBLIC_KEY },
    { type: pkcs11js.CKA_KEY_TYPE, value: keyType },
    { type: pkcs11js.CKA_TOKEN, value: token },
    { type: pkcs11js.CKA_PRIVATE, value: false },
    ...usages(PUBLIC_USAGES, role),
  ];
}

/** Length of a secret's value in bytes. */
export function valueLength(bytes: number): Template {
  return [{ type: pkcs11js.CKA_VALUE_LEN, value: bytes }];
}
