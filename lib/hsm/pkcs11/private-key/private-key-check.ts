/** What the checks of imported private keys share: how they refuse, and small steps on DER. */
import { KmsError } from "#lib/domain/errors";

/** What a kind of key says of its own part of a PKCS #8. */
export type CheckedPart = {
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** The part in its plain form; null where it came so. */
  readonly key: Buffer | null;
};

export function invalid(message: string): KmsError {
  return new KmsError("privateKeyInvalid", { message, field: "encrypted_privatekey" });
}

/** Runs a reader of DER. @param expected what should be there, for the sentence */
export function reading<T>(expected: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw invalid(`The private key must be ${expected}, without anything before or behind it.`);
    throw error;
  }
}

/** @throws RangeError */
export function requireNumber(found: Uint8Array, expected: number): void {
  if (found.length !== 1 || found[0] !== expected) throw new RangeError("another number was expected");
}

export function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

export function toBigInt(number: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(number.buffer, number.byteOffset, number.byteLength).toString("hex")}`);
}
