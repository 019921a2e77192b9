/**
 * Makes a key pair for use elsewhere, in the token; its private half is encrypted as small data is, so that it is decrypted as data.
 * Invariant: nothing is made for a key that could not protect it, and the private half is kept in clear only where it is asked for.
 */
import type { InputOf, OutputOf } from "#lib/operations/catalog";
import { bindingOf } from "../data/binding-of";
import { sealFrame } from "../data/message";
import { makeInTurn } from "../key/pair-lanes";
import { byKey, type KeyUseCase, requireMaterial, type SubjectContext } from "../use-case";
import { requireSymmetric } from "./require-symmetric";

type Input = InputOf<"createRsaDatakeyPair" | "createEcDatakeyPair">;

const onKey = { subject: "key", usesMaterial: true, subjectOf: byKey, run: createPair } as const;

export const createRsaDatakeyPair: KeyUseCase<"createRsaDatakeyPair"> = onKey;
export const createEcDatakeyPair: KeyUseCase<"createEcDatakeyPair"> = onKey;

async function createPair(input: Input, context: SubjectContext): Promise<OutputOf<"createRsaDatakeyPair" | "createEcDatakeyPair">> {
  const { hsm, key } = context;
  requireSymmetric(key);
  const material = requireMaterial(context);
  const { publicKey, privateKey } = await makeInTurn(input.spec, context, () => hsm.generateDataKeyPair(input.spec));
  let isGiven = false;
  try {
    const privateKeyCiphertext = sealFrame(hsm, material, "data", privateKey, bindingOf(input));
    isGiven = input.withPlaintext;
    return { keyId: key.id, spec: input.spec, publicKey, privateKeyCiphertext, privateKey: isGiven ? privateKey : null };
  } finally {
    if (!isGiven) privateKey.fill(0);
  }
}
