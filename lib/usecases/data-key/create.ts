/** Makes a data key and gives it in clear and encrypted: what envelope encryption starts with (guide §1.1). */
import { byKey, type KeyUseCase } from "../use-case";
import { newDataKey } from "./new-data-key";

export const createDatakey: KeyUseCase<"createDatakey"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKey,
  run: (input, context) => ({ keyId: context.key.id, ...newDataKey(input, context) }),
};
