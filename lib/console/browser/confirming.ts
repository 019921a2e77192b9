/** Where on its page a person was who left it for the identity provider, to show anew who they are. In this tab, and no secret. */
import { type OidcRefusal, readConfirmed } from "../oidc";

const LEFT = "kms-confirming";

/** Called before the page is left. @param hash of its address */
export function leaveToConfirm(storage: Storage, hash: string): void {
  try {
    storage.setItem(LEFT, hash);
  } catch {
    // Full or forbidden: the page is shown from its top, and says nothing of what was confirmed.
  }
}

/**
 * @param hash of the address that was led back to
 * @returns what came of it, with the hash from before; null where the person has not left from this tab, whatever the address says
 */
export function comeBackConfirmed(storage: Storage, hash: string): { readonly refusal: OidcRefusal | null; readonly hash: string } | null {
  const refusal = readConfirmed(hash);
  if (refusal === undefined) return null;
  try {
    const before = storage.getItem(LEFT);
    storage.removeItem(LEFT);
    return before === null ? null : { refusal, hash: before };
  } catch {
    return null;
  }
}
