/**
 * Decrypts a data key. Whatever is wrong with the ciphertext is one error, another key's included; only the length that the
 * client states is told apart, after the ciphertext has proved to be sound and this key's.
 */
import { createHash } from "node:crypto";
import { KmsError } from "#lib/domain/errors";
import { bindingOf } from "../data/binding-of";
import { openFrame, readFrame } from "../data/message";
import { type KeyUseCase, refuseUnsound, requireMessage } from "../use-case";

export const decryptDatakey: KeyUseCase<"decryptDatakey"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf(input) {
    const message = readFrame(input.ciphertext);
    return { reference: input.key, keyVersion: message?.frame.keyVersion ?? null, message };
  },
  // A key that is not there is told by "not found": it was named, not found from the ciphertext.
  refuse: (_input, { hsm }, key, subject) => (key === null ? null : refuseUnsound(hsm, key, subject)),
  run(input, context) {
    const { message, material } = requireMessage(context);
    const dataKey = openFrame(context.hsm, material, "dataKey", message, bindingOf(input));
    if (dataKey.length !== input.dataKeyLength) {
      dataKey.fill(0);
      throw new KmsError("dataKeyCipherLengthMismatch");
    }
    return { dataKey, dataKeyLength: dataKey.length, digest: createHash("sha256").update(dataKey).digest() };
  },
};
