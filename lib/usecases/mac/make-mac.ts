/** The MAC of a message by an HMAC key, inside the HSM. */
import { KmsError } from "#lib/domain/errors";
import { macRefusal } from "#lib/domain/mac-algorithm";
import type { InputOf } from "#lib/operations/catalog";
import { requireMaterial, type SubjectContext } from "../use-case";

/** @throws KmsError when the key is no HMAC key, or one of another length */
export function makeMac({ macAlgorithm, message }: InputOf<"generateMac">, context: SubjectContext): Buffer {
  const refusal = macRefusal(context.key, macAlgorithm);
  if (refusal !== null) throw new KmsError(refusal);
  return context.hsm.generateMac(requireMaterial(context), macAlgorithm, message);
}
