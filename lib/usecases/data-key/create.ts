/** Makes a data key and gives it in clear and encrypted: what envelope encryption starts with (guide §1.1). */
import { byKeyId, type KeyUseCase } from "../use-case";
import { withNewDataKey } from "./new-data-key";
import { toHex } from "./to-hex";

export const createDatakey: KeyUseCase<"createDatakey"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKeyId,
  run(input, context) {
    const { made, ciphertext } = withNewDataKey(input, context, toHex);
    return { key_id: context.key.id, plain_text: made, cipher_text: ciphertext };
  },
};
