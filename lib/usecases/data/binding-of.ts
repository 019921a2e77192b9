/** What a caller binds to a ciphertext, from the input fields that all encrypting and decrypting operations share. */
import { KmsError } from "#lib/domain/errors";
import type { BoundInput } from "#lib/operations/data-operations";
import type { Binding } from "./message";

export function bindingOf({ encryptionContext, additionalAuthenticatedData }: BoundInput): Binding {
  return { context: encryptionContext ?? {}, additionalData: additionalAuthenticatedData ?? "" };
}

/** RSAES-OAEP binds nothing here, and what looks bound must be. @throws KmsError `parameterInvalid` */
export function requireUnbound(input: BoundInput): void {
  const { context, additionalData } = bindingOf(input);
  if (Object.keys(context).length === 0 && additionalData === "") return;
  const field = additionalData === "" ? "encryption_context" : "additional_authenticated_data";
  throw new KmsError("parameterInvalid", { field, message: `${field} cannot be used with an RSA key: leave it out.` });
}
