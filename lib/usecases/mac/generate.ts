/** Makes a message authentication code (api-reference §2.5). */
import { byKeyId, type KeyUseCase } from "../use-case";
import { makeMac } from "./make-mac";

export const generateMac: KeyUseCase<"generateMac"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKeyId,
  run: (input, context) => ({
    key_id: context.key.id,
    mac_algorithm: input.mac_algorithm,
    mac: makeMac(input, context).toString("hex"),
  }),
};
