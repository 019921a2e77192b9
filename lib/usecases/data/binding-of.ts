/** What a caller binds to a ciphertext, from the input fields that all encrypting and decrypting operations share. */
import type { EncryptionContext } from "#lib/domain/encryption-context";
import type { Binding } from "./message";

export function bindingOf(input: {
  encryption_context?: EncryptionContext | undefined;
  additional_authenticated_data?: string | undefined;
}): Binding {
  return { context: input.encryption_context ?? {}, additionalData: input.additional_authenticated_data ?? "" };
}
