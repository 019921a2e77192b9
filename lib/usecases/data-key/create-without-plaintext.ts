/** Makes a data key and gives it encrypted only: for whoever stores it now and lets another decrypt it later. */
import { byKeyId, type KeyUseCase } from "../use-case";
import { withNewDataKey } from "./new-data-key";

export const createDatakeyWithoutPlaintext: KeyUseCase<"createDatakeyWithoutPlaintext"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKeyId,
  run: (input, context) => ({
    key_id: context.key.id,
    cipher_text: withNewDataKey(input, context, () => undefined).ciphertext,
  }),
};
