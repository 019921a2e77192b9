/** What a caller binds to a ciphertext, from the input fields that all encrypting and decrypting operations share. */
import type { EncryptionContext } from "#lib/domain/encryption-context";
import { KmsError } from "#lib/domain/errors";
import type { Binding } from "./message";

export type BoundInput = {
  encryption_context?: EncryptionContext | undefined;
  additional_authenticated_data?: string | undefined;
};

export function bindingOf(input: BoundInput): Binding {
  return { context: input.encryption_context ?? {}, additionalData: input.additional_authenticated_data ?? "" };
}

/** RSAES-OAEP binds nothing here, and what looks bound must be. @throws KmsError `parameterInvalid` */
export function requireUnbound(input: BoundInput): void {
  const { context, additionalData } = bindingOf(input);
  if (Object.keys(context).length === 0 && additionalData === "") return;
  const field = additionalData === "" ? "encryption_context" : "additional_authenticated_data";
  throw new KmsError("parameterInvalid", { field, message: `${field} cannot be used with an RSA key: leave it out.` });
}
