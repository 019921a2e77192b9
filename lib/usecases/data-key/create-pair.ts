/**
 * Makes a key pair for use elsewhere, in the token; its private half is encrypted as small data is, so that decrypt-data opens it.
 * Invariant: nothing is made for a key that could not protect it, and the private half is in clear only until it is in the reply.
 */
import type { DataKeyPairSpec } from "#lib/domain/data-key-pair";
import { bindingOf } from "../data/binding-of";
import { sealFrame } from "../data/message";
import { makeInTurn } from "../key/pair-lanes";
import { byKeyId, type KeyUseCase, requireMaterial, type SubjectContext } from "../use-case";
import { requireSymmetric } from "./require-symmetric";

type Input = {
  readonly key_spec: DataKeyPairSpec;
  readonly with_plain_text: boolean;
  readonly additional_authenticated_data?: string | undefined;
};

const onKey = { subject: "key", usesMaterial: true, subjectOf: byKeyId, run: createPair } as const;

export const createRsaDatakeyPair: KeyUseCase<"createRsaDatakeyPair"> = onKey;
export const createEcDatakeyPair: KeyUseCase<"createEcDatakeyPair"> = onKey;

async function createPair(input: Input, context: SubjectContext) {
  const { hsm, key } = context;
  requireSymmetric(key);
  const material = requireMaterial(context);
  const { publicKey, privateKey } = await makeInTurn(input.key_spec, context, () => hsm.generateDataKeyPair(input.key_spec));
  try {
    const frame = sealFrame(hsm, material, "data", privateKey, bindingOf(input));
    return {
      key_id: key.id,
      key_spec: input.key_spec,
      public_key: publicKey.toString("base64"),
      private_key_cipher_text: frame.toString("base64"),
      ...(input.with_plain_text && { private_key_plain_text: privateKey.toString("base64") }),
    };
  } finally {
    privateKey.fill(0);
  }
}
