/** Searches objects. Invariant: a search is always ended, whatever happens in it (a session runs one at a time, PKCS#11 v2.40 §5.7). */
import type { Handle, PKCS11, Template } from "pkcs11js";

const PER_CALL = 64;

/** Handles of every object that matches; an empty template matches all objects the session may see. */
export function findObjects(module: PKCS11, session: Handle, template: Template): Handle[] {
  module.C_FindObjectsInit(session, template);
  try {
    const handles: Handle[] = [];
    for (;;) {
      const some = module.C_FindObjects(session, PER_CALL);
      if (some.length === 0) return handles;
      handles.push(...some);
    }
  } finally {
    module.C_FindObjectsFinal(session);
  }
}
