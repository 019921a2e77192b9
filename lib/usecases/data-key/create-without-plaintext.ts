/** Makes a data key and gives it encrypted only: for whoever stores it now and lets another decrypt it later. */
import { byKey, type KeyUseCase } from "../use-case";
import { newDataKey } from "./new-data-key";

export const createDatakeyWithoutPlaintext: KeyUseCase<"createDatakeyWithoutPlaintext"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKey,
  run(input, context) {
    const { plaintext, ciphertext } = newDataKey(input, context);
    plaintext.fill(0);
    return { keyId: context.key.id, ciphertext };
  },
};
