/** Checks a message authentication code in constant time. Whatever is wrong with it makes it invalid, which is an answer and no error. */
import { timingSafeEqual } from "node:crypto";
import { byKey, type KeyUseCase } from "../use-case";
import { makeMac } from "./make-mac";

export const verifyMac: KeyUseCase<"verifyMac"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKey,
  run(input, context) {
    const expected = makeMac(input, context);
    const isValid = input.mac.byteLength === expected.byteLength && timingSafeEqual(expected, input.mac);
    // To whoever holds it, it is as good as the key for this message.
    expected.fill(0);
    return { keyId: context.key.id, macAlgorithm: input.macAlgorithm, isValid };
  },
};
