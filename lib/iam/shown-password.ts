/**
 * That a password was looked at and right, for the answer to a challenge which was given out for it: the answer comes with the same
 * password, which need not be hashed slowly once more. Invariants: whoever has the database alone can try no password with it, since the
 * key is the challenge, 256 random bits of which the database has the hash; and whoever writes into the database can note no password as
 * shown, since the note is sealed by the token.
 */
import { createHmac } from "node:crypto";
import type { Hsm } from "#lib/hsm/port";

/** What a challenge was given out for. */
export type ShownPassword = {
  readonly password: string;
  /** The stored hash that it was shown to fit: a password that was replaced meanwhile is shown anew. */
  readonly passwordHash: string;
};

const PURPOSE = "shown password";

/** @param challenge in base64url, as it was given out @returns 32 bytes, to be kept beside the challenge @throws KmsError `unavailable` */
export function noteShown(hsm: Pick<Hsm, "sealMac">, challenge: string, shown: ShownPassword): Buffer {
  return hsm.sealMac(PURPOSE, digestOf(challenge, shown));
}

/** @param noted by `noteShown`, for this very challenge @throws KmsError `unavailable` */
export function wasShown(hsm: Pick<Hsm, "isSealMac">, noted: Uint8Array, challenge: string, shown: ShownPassword): boolean {
  return hsm.isSealMac(PURPOSE, digestOf(challenge, shown), noted);
}

function digestOf(challenge: string, { password, passwordHash }: ShownPassword): Buffer {
  return createHmac("sha256", challenge)
    .update(JSON.stringify(["password", passwordHash, password]))
    .digest();
}
