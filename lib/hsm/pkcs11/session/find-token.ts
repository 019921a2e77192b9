/** Finds tokens by label. Invariant: two tokens with one label are refused, never chosen between. */
import type { Handle, PKCS11, TokenInfo } from "pkcs11js";
import { TokenStartError, UnsettledTokenError } from "../token-start-error";

export type FoundToken = { readonly slot: Handle; readonly info: TokenInfo };

/** Every slot whose token answers; a slot whose token does not is left out. */
export function listTokens(module: PKCS11): FoundToken[] {
  return module.C_GetSlotList(true).flatMap((slot) => {
    try {
      return [{ slot, info: module.C_GetTokenInfo(slot) }];
    } catch {
      return [];
    }
  });
}

/** The token with this label, or null. @throws TokenStartError when there are several */
export function findToken(module: PKCS11, label: string): FoundToken | null {
  const found = listTokens(module).filter(({ info }) => info.label.trimEnd() === label);
  if (found.length > 1) {
    const serials = found.map(({ info }) => info.serialNumber.trim()).join(", ");
    throw new TokenStartError(
      `Several tokens carry the label "${label}" (serial numbers ${serials}): remove or rename all but the one that holds your keys.`,
    );
  }
  return found[0] ?? null;
}

/**
 * As `findToken`, at one look, which another process's sign-in to a SoftHSM2 token can spoil: each writes the token's file anew.
 * Whoever must know for sure asks `awaitToken` first.
 * @throws TokenStartError when there are several; UnsettledTokenError when there is none, or it is seen only at a second look
 */
export function requireToken(module: PKCS11, label: string): FoundToken {
  const found = findToken(module, label);
  if (found) return found;
  const labels = listTokens(module)
    .map(({ info }) => `"${info.label.trimEnd()}"`)
    .filter((text) => text !== '""');
  if (labels.includes(`"${label}"`)) {
    throw new UnsettledTokenError(`The token labelled "${label}" comes and goes: check that nothing else initialises it, and start again.`);
  }
  const present = labels.length > 0 ? `present: ${labels.join(", ")}` : "none is present";
  throw new UnsettledTokenError(`No token is labelled "${label}" (${present}): create the token or correct KMS_PKCS11_TOKEN.`);
}
