/** Makes a message authentication code (api-reference §2.5). */
import { byKey, type KeyUseCase } from "../use-case";
import { makeMac } from "./make-mac";

export const generateMac: KeyUseCase<"generateMac"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKey,
  run: (input, context) => ({ keyId: context.key.id, macAlgorithm: input.macAlgorithm, mac: makeMac(input, context) }),
};
