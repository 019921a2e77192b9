/** Passkeys in the browser (WebAuthn). The library for them is fetched when one is wanted. */
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { passkeyWords } from "../words/credentials-words";

export type PasskeyAnswer =
  | { readonly ok: true; readonly response: Record<string, unknown> }
  | { readonly ok: false; readonly message: string };

/** Why a browser would refuse passkeys on this page; null where it takes them. */
export function passkeyRefusal(): string | null {
  const { hostname, host } = window.location;
  // Of an IPv6 address the brackets are part of the name.
  if (/^[\d.]+$/.test(hostname) || hostname.startsWith("[")) return passkeyWords.atAddress(host);
  if (!window.isSecureContext) return passkeyWords.insecure;
  return "PublicKeyCredential" in window ? null : passkeyWords.unsupported;
}

/** Has the browser make a passkey. @param options as the service gave them */
export async function makePasskey(options: Record<string, unknown>): Promise<PasskeyAnswer> {
  const { startRegistration } = await import("@simplewebauthn/browser");
  return answer(() => startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON }), passkeyWords.given);
}

/** Has the browser show a passkey. @param options as the service gave them */
export async function showPasskey(options: Record<string, unknown>): Promise<PasskeyAnswer> {
  const { startAuthentication } = await import("@simplewebauthn/browser");
  return answer(
    () => startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON }),
    passkeyWords.notShown,
  );
}

async function answer(ask: () => Promise<unknown>, refused: string): Promise<PasskeyAnswer> {
  try {
    return { ok: true, response: (await ask()) as Record<string, unknown> };
  } catch (error) {
    const isKnown = error instanceof Error && error.name === "InvalidStateError";
    return { ok: false, message: isKnown ? passkeyWords.known : refused };
  }
}
