/** The MAC of a message by an HMAC key, inside the HSM. */
import { KmsError } from "#lib/domain/errors";
import { type MacAlgorithm, macRefusal } from "#lib/domain/mac-algorithm";
import { requireMaterial, type SubjectContext } from "../use-case";

/** @throws KmsError when the key is no HMAC key, or one of another length */
export function makeMac(input: { message: string; mac_algorithm: MacAlgorithm }, context: SubjectContext): Buffer {
  const refusal = macRefusal(context.key, input.mac_algorithm);
  if (refusal !== null) throw new KmsError(refusal);
  return context.hsm.generateMac(requireMaterial(context), input.mac_algorithm, Buffer.from(input.message, "base64"));
}
