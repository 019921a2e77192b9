/**
 * The domain keys in the token by their generation, which their label names: each new one takes the place of the one before for what
 * is wrapped from then on. Invariant: a label is written here once and for ever, and names exactly one generation.
 */
import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { findObjects } from "./find-objects";

/** Handles by generation. */
export type DomainKeys = ReadonlyMap<number, Handle>;

export const DOMAIN_KEY_LABEL = "kms-console domain key";
/** An import token has two bytes for it; one a month lasts five thousand years. */
export const GENERATION_MAX = 0xffff;
const LABELLED = new RegExp(`^${DOMAIN_KEY_LABEL}(?: ([1-9]\\d{0,4}))?$`);

/** The first generation was made before there were others, and has no number. */
export function labelOfDomainKey(generation: number): string {
  return generation === 1 ? DOMAIN_KEY_LABEL : `${DOMAIN_KEY_LABEL} ${generation}`;
}

/** Every object under a domain key's label; what it may do is for the caller to check. */
export function findDomainKeys(module: PKCS11, session: Handle): { readonly generation: number; readonly handle: Handle }[] {
  const secrets = findObjects(module, session, [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_TOKEN, value: true },
  ]);
  return secrets.flatMap((handle) => {
    const generation = generationOf(readLabel(module, session, handle));
    return generation === null ? [] : [{ generation, handle }];
  });
}

function generationOf(label: string): number | null {
  const match = LABELLED.exec(label);
  if (match === null) return null;
  const generation = Number(match[1] ?? 1);
  return generation <= GENERATION_MAX && labelOfDomainKey(generation) === label ? generation : null;
}

function readLabel(module: PKCS11, session: Handle, object: Handle): string {
  const value = module.C_GetAttributeValue(session, object, [{ type: pkcs11js.CKA_LABEL }])[0]?.value;
  return Buffer.isBuffer(value) ? value.toString("utf8") : "";
}
