import { words } from "../words/words";

/**
 * What an authenticator reads from a QR code (Key URI Format): who it is for, and how codes are made of the secret.
 * @param seed base32, as the service gave it
 */
export function otpAddress({ accountName, userName, seed }: { accountName: string; userName: string; seed: string }): string {
  const label = [words.product, `${userName}@${accountName}`].map(encodeURIComponent).join(":");
  const parameters = Object.entries({ secret: seed, issuer: words.product, algorithm: "SHA1", digits: "6", period: "30" });
  return `otpauth://totp/${label}?${parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
}

/** A part of a text, and where it begins in it. */
export type Group = { readonly at: number; readonly text: string };

/** The secret in groups of four, as people type it. */
export function inGroups(seed: string): readonly Group[] {
  return [...seed.matchAll(/.{1,4}/g)].map(({ 0: text, index }) => ({ at: index, text }));
}
