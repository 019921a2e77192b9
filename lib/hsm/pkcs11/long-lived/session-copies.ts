/**
 * Session copies of the long-lived secret keys, made inside the token. A token that keeps its objects in files reads them again
 * at every use, which cost three times the HMAC itself; a copy is as quick as any unwrapped key, and as little extractable.
 * Invariant: a copy allows exactly what its original allows, or it is not used.
 */
import type { Handle, PKCS11, Template } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { hasAttributes, LONG_LIVED_OBJECTS, type LongLivedHandles } from "./long-lived-objects";

const COPIED = ["integrityKey", "sealingKey"] as const;

export type WorkingCopies = Readonly<Pick<LongLivedHandles, (typeof COPIED)[number]>>;

/** @param session owns the copies; where the token makes none, the long-lived key itself works */
export function copyForWork(module: PKCS11, session: Handle, originals: LongLivedHandles): WorkingCopies {
  const entries = COPIED.map((name) => {
    const copy = copyOf(module, session, LONG_LIVED_OBJECTS[name].template, originals[name]);
    return [name, copy ?? originals[name]] as const;
  });
  return Object.fromEntries(entries) as Record<(typeof COPIED)[number], Handle>;
}

/** @param template of the original @returns null where the token makes no such copy */
export function copyOf(module: PKCS11, session: Handle, template: Template, original: Handle): Handle | null {
  let copy: Handle;
  try {
    copy = module.C_CopyObject(session, original, [{ type: pkcs11js.CKA_TOKEN, value: false }]);
  } catch {
    return null;
  }
  const expected = template.map((attribute) => (attribute.type === pkcs11js.CKA_TOKEN ? { ...attribute, value: false } : attribute));
  if (hasAttributes(module, session, copy, expected)) return copy;
  module.C_DestroyObject(session, copy);
  return null;
}
