/** What both ways to make a data key share: bytes of the token's generator, and their ciphertext. */
import { DATA_KEY_DEFAULT_BITS, DATA_KEY_SPECS, type DataKeySpec } from "#lib/domain/data-key";
import type { EncryptionContext } from "#lib/domain/encryption-context";
import { bindingOf } from "../data/binding-of";
import { sealFrame } from "../data/message";
import { requireMaterial, type SubjectContext } from "../use-case";
import { requireSymmetric } from "./require-symmetric";
import { toHex } from "./to-hex";

export type NewDataKeyInput = {
  datakey_length?: number | undefined;
  key_spec?: DataKeySpec | undefined;
  encryption_context?: EncryptionContext | undefined;
  additional_authenticated_data?: string | undefined;
};

/**
 * @param use gets the data key in clear, which is wiped afterwards
 * @returns what `use` made of it, and its ciphertext in hexadecimal digits
 */
export function withNewDataKey<T>(
  input: NewDataKeyInput,
  context: SubjectContext,
  use: (dataKey: Buffer) => T,
): { made: T; ciphertext: string } {
  requireSymmetric(context.key);
  const material = requireMaterial(context);
  const bits = input.datakey_length ?? (input.key_spec === undefined ? DATA_KEY_DEFAULT_BITS : DATA_KEY_SPECS[input.key_spec]);
  const dataKey = context.hsm.randomBytes(bits / 8);
  try {
    const frame = sealFrame(context.hsm, material, "dataKey", dataKey, bindingOf(input));
    return { made: use(dataKey), ciphertext: toHex(frame) };
  } finally {
    dataKey.fill(0);
  }
}
