/**
 * Session copies of the long-lived secret keys, made inside the token. A token that keeps its objects in files reads them again
 * at every use, which cost three times the HMAC itself; a copy is as quick as any unwrapped key, and as little extractable.
 * Invariant: a copy allows exactly what its original allows, or it is not used.
 */
import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { hasAttributes, LONG_LIVED_OBJECTS, type LongLivedHandles } from "./long-lived-objects";

const COPIED = ["domainKey", "integrityKey", "sealingKey"] as const;

export type WorkingKeys = Readonly<Pick<LongLivedHandles, (typeof COPIED)[number]>>;

/** @param session owns the copies; where the token makes none, the long-lived key itself works */
export function copyForWork(module: PKCS11, session: Handle, originals: LongLivedHandles): WorkingKeys {
  const entries = COPIED.map((name) => [name, copyOf(module, session, name, originals[name]) ?? originals[name]] as const);
  return Object.fromEntries(entries) as Record<(typeof COPIED)[number], Handle>;
}

function copyOf(module: PKCS11, session: Handle, name: (typeof COPIED)[number], original: Handle): Handle | null {
  let copy: Handle;
  try {
    copy = module.C_CopyObject(session, original, [{ type: pkcs11js.CKA_TOKEN, value: false }]);
  } catch {
    return null;
  }
  const expected = LONG_LIVED_OBJECTS[name].template.map((attribute) =>
    attribute.type === pkcs11js.CKA_TOKEN ? { ...attribute, value: false } : attribute,
  );
  if (hasAttributes(module, session, copy, expected)) return copy;
  module.C_DestroyObject(session, copy);
  return null;
}
