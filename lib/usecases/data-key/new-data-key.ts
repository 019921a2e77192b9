/** What both ways to make a data key share: bytes of the token's generator, and their ciphertext. */
import { DATA_KEY_DEFAULT_BITS, DATA_KEY_SPECS } from "#lib/domain/data-key";
import type { InputOf } from "#lib/operations/catalog";
import { bindingOf } from "../data/binding-of";
import { sealFrame } from "../data/message";
import { requireMaterial, type SubjectContext } from "../use-case";
import { requireSymmetric } from "./require-symmetric";

type Input = InputOf<"createDatakeyWithoutPlaintext">;

/** @returns the data key in clear, whose owner wipes it, and its ciphertext */
export function newDataKey(input: Input, context: SubjectContext): { readonly plaintext: Buffer; readonly ciphertext: Buffer } {
  requireSymmetric(context.key);
  const material = requireMaterial(context);
  const plaintext = context.hsm.randomBytes(bitsOf(input) / 8);
  try {
    return { plaintext, ciphertext: sealFrame(context.hsm, material, "dataKey", plaintext, bindingOf(input)) };
  } catch (error) {
    plaintext.fill(0);
    throw error;
  }
}

function bitsOf({ bits, spec }: Input): number {
  return bits ?? (spec === undefined ? DATA_KEY_DEFAULT_BITS : DATA_KEY_SPECS[spec]);
}
