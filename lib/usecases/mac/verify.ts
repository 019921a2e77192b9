/** Checks a message authentication code in constant time. Whatever is wrong with it makes it invalid, which is an answer and no error. */
import { timingSafeEqual } from "node:crypto";
import { byKeyId, type KeyUseCase } from "../use-case";
import { makeMac } from "./make-mac";

export const verifyMac: KeyUseCase<"verifyMac"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKeyId,
  run(input, context) {
    const expected = makeMac(input, context);
    const given = Buffer.from(input.mac, "hex");
    const isValid = given.byteLength === expected.byteLength && timingSafeEqual(expected, given);
    return { key_id: context.key.id, mac_algorithm: input.mac_algorithm, mac_valid: isValid };
  },
};
