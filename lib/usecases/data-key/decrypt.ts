/**
 * Decrypts a data key. Whatever is wrong with the ciphertext is one error, another key's included; only the length that the
 * client states is told apart, after the ciphertext has proved to be sound and this key's.
 */
import { createHash } from "node:crypto";
import { KmsError } from "#lib/domain/errors";
import { parseKeyReference } from "#lib/domain/key-reference";
import { bindingOf } from "../data/binding-of";
import { openFrame, readFrame } from "../data/message";
import { type KeyUseCase, refuseUnsound, requireMessage } from "../use-case";
import { toHex } from "./to-hex";

export const decryptDatakey: KeyUseCase<"decryptDatakey"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf(input) {
    const reference = parseKeyReference(input.key_id);
    const message = readFrame(Buffer.from(input.cipher_text, "hex"));
    return reference === null ? null : { reference, keyVersion: message?.frame.keyVersion ?? null, message };
  },
  // A key that is not there is told by "not found": it was named, not found from the ciphertext.
  refuse: (_input, { hsm }, key, subject) => (key === null ? null : refuseUnsound(hsm, key, subject)),
  run(input, context) {
    const { message, material } = requireMessage(context);
    const dataKey = openFrame(context.hsm, material, "dataKey", message, bindingOf(input));
    try {
      if (dataKey.length !== input.datakey_cipher_length) throw new KmsError("dataKeyCipherLengthMismatch");
      const digest = createHash("sha256").update(dataKey).digest();
      return { data_key: toHex(dataKey), datakey_length: String(dataKey.length), datakey_dgst: toHex(digest) };
    } finally {
      dataKey.fill(0);
    }
  },
};
