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
const MADE_AT = /^kms-console\/domain\/\d+\/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\//;
const LABELLED = new RegExp(`^${DOMAIN_KEY_LABEL}(?: ([1-9]\\d{0,4}))?$`);

/** The first generation was made before there were others, and has no number. */
export function labelOfDomainKey(generation: number): string {
  return generation === 1 ? DOMAIN_KEY_LABEL : `${DOMAIN_KEY_LABEL} ${generation}`;
}

/** What the id begins with; a random mark follows. From the second on it says when the key was made. */
export function idOfDomainKey(generation: number, madeAt: Date | null): string {
  const time = madeAt === null ? "" : `/${madeAt.toISOString().slice(0, 19)}Z`;
  return `kms-console/domain/${generation}${time}`;
}

/** When a domain key was made, from its id; null where that does not say so. */
export function readMadeAt(module: PKCS11, session: Handle, key: Handle): Date | null {
  const time = MADE_AT.exec(readText(module, session, key, pkcs11js.CKA_ID, "latin1"))?.[1];
  const madeAt = time === undefined ? null : new Date(time);
  return madeAt === null || Number.isNaN(madeAt.getTime()) ? null : madeAt;
}

/** Every object under a domain key's label; what it may do is for the caller to check. */
export function findDomainKeys(module: PKCS11, session: Handle): { readonly generation: number; readonly handle: Handle }[] {
  const secrets = findObjects(module, session, [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_TOKEN, value: true },
  ]);
  return secrets.flatMap((handle) => {
    const generation = generationOf(readText(module, session, handle, pkcs11js.CKA_LABEL, "utf8"));
    return generation === null ? [] : [{ generation, handle }];
  });
}

function generationOf(label: string): number | null {
  const match = LABELLED.exec(label);
  if (match === null) return null;
  const generation = Number(match[1] ?? 1);
  return generation <= GENERATION_MAX && labelOfDomainKey(generation) === label ? generation : null;
}

function readText(module: PKCS11, session: Handle, object: Handle, type: number, encoding: "utf8" | "latin1"): string {
  const value = module.C_GetAttributeValue(session, object, [{ type }])[0]?.value;
  return Buffer.isBuffer(value) ? value.toString(encoding) : "";
}
