/**
 * The mark in the token: some bytes that only grow, kept in the label of objects of our own. Where the token takes data objects it is
 * one of those, else a key that can do nothing. Marks compare as bytes.
 * Invariant: there are two objects, and the smaller is the one that is written over, so that a write that is cut short costs the mark
 * before, never the last one. Several processes may write at once: what counts is always the greatest.
 */
import { randomBytes } from "node:crypto";
import type { Handle, PKCS11, Template } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { plainMechanism } from "../mechanisms";
import { secretKeyTemplate, valueLength } from "../templates";
import { findObjects } from "./find-objects";

/** What keeps the mark: an object for data, or a key. */
export type MarkHolder = "data" | "key";

export const MARK_MAX_BYTES = 64;
const MARK_LABEL = "kms-console mark ";
/** Of what is made to find out what the token keeps, and destroyed at once. */
export const PROBE_LABEL = "kms-console probe of a mark ";
const APPLICATION = "kms-console";
const HOLDERS = 2;

const BY_HOLDER: Readonly<Record<MarkHolder, Template>> = {
  data: [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_DATA },
    { type: pkcs11js.CKA_TOKEN, value: true },
    { type: pkcs11js.CKA_APPLICATION, value: APPLICATION },
  ],
  key: [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_TOKEN, value: true },
  ],
};

type Kept = { readonly handle: Handle; readonly mark: Buffer };

/** The greatest mark that is there; null where there is none. */
export function findMark(module: PKCS11, session: Handle, holder: MarkHolder): Buffer | null {
  return findMarks(module, session, holder).at(-1)?.mark ?? null;
}

/**
 * Writes a mark over the smaller of two. One that is not greater than what is there changes nothing.
 * @param session may write
 * @throws the module's error; what was there is there then
 */
export function keepMark(module: PKCS11, session: Handle, holder: MarkHolder, mark: Uint8Array): void {
  const kept = findMarks(module, session, holder);
  const greatest = kept.at(-1);
  if (greatest !== undefined && Buffer.compare(greatest.mark, mark) >= 0) return;
  const label = labelOf(MARK_LABEL, mark);
  const [smallest] = kept;
  const isWritten = kept.length >= HOLDERS && smallest !== undefined && rename(module, session, smallest.handle, label);
  if (!isWritten) createHolder(module, session, holder, label);
  for (const { handle } of kept.slice(isWritten ? 1 : 0, -1)) module.C_DestroyObject(session, handle);
}

/** Makes an object that can hold a mark. @param label what it is called, see `labelOf` */
export function createHolder(module: PKCS11, session: Handle, holder: MarkHolder, label: string): Handle {
  const named = { type: pkcs11js.CKA_LABEL, value: label };
  if (holder === "data") {
    const isPrivate = { type: pkcs11js.CKA_PRIVATE, value: true };
    return module.C_CreateObject(session, [...BY_HOLDER.data, isPrivate, named]);
  }
  // A token may take two keys of one id for the same key.
  const id = Buffer.concat([Buffer.from("kms-console/mark/1/", "ascii"), randomBytes(8)]);
  const template = [...secretKeyTemplate(pkcs11js.CKK_AES, "none", { token: true }), ...valueLength(32)];
  return module.C_GenerateKey(session, plainMechanism(pkcs11js.CKM_AES_KEY_GEN), [
    ...template,
    named,
    { type: pkcs11js.CKA_ID, value: id },
  ]);
}

/** Everything of this kind whose label begins so. */
export function findHolders(
  module: PKCS11,
  session: Handle,
  holder: MarkHolder,
  prefix: string,
): { readonly handle: Handle; readonly label: string }[] {
  return findObjects(module, session, BY_HOLDER[holder]).flatMap((handle) => {
    const label = labelAt(module, session, handle);
    return label?.startsWith(prefix) ? [{ handle, label }] : [];
  });
}

export function labelOf(prefix: string, mark: Uint8Array): string {
  return `${prefix}${Buffer.from(mark).toString("hex")}`;
}

/** In the order of the marks, the greatest last. */
function findMarks(module: PKCS11, session: Handle, holder: MarkHolder): Kept[] {
  return findHolders(module, session, holder, MARK_LABEL)
    .map(({ handle, label }) => ({ handle, mark: Buffer.from(label.slice(MARK_LABEL.length), "hex") }))
    .sort((one, other) => Buffer.compare(one.mark, other.mark));
}

/** null for an object that another process has destroyed since it was found. */
function labelAt(module: PKCS11, session: Handle, object: Handle): string | null {
  try {
    const value = module.C_GetAttributeValue(session, object, [{ type: pkcs11js.CKA_LABEL }])[0]?.value;
    return Buffer.isBuffer(value) ? value.toString("utf8") : null;
  } catch {
    return null;
  }
}

/** @returns false where the token does not rename objects */
function rename(module: PKCS11, session: Handle, object: Handle, label: string): boolean {
  try {
    module.C_SetAttributeValue(session, object, [{ type: pkcs11js.CKA_LABEL, value: label }]);
    return true;
  } catch {
    return false;
  }
}
