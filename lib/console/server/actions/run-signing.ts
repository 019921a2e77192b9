"use server";
/** What a signing key's Tool asks of the API. */
import type { MessageType, SigningAlgorithm } from "#lib/domain/signing-algorithm";
import type { ActionResult } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/** `message` is base64: a digest, or what is signed itself. */
export type SignedMessage = { readonly message: string; readonly type: MessageType; readonly algorithm: SigningAlgorithm };

/** @returns the signature in base64 */
export async function signMessage(projectId: string, keyId: string, signed: SignedMessage): Promise<ActionResult<string>> {
  return runAction(async () => (await performOperation("sign", projectId, toInput(keyId, signed))).signature);
}

/** @returns whether the signature is valid */
export async function verifySignature(
  projectId: string,
  keyId: string,
  signed: SignedMessage,
  signature: string,
): Promise<ActionResult<boolean>> {
  return runAction(async () => {
    const { signature_valid } = await performOperation("verify", projectId, { ...toInput(keyId, signed), signature });
    return signature_valid === "true";
  });
}

function toInput(keyId: string, { message, type, algorithm }: SignedMessage) {
  return { key_id: keyId, message, message_type: type, signing_algorithm: algorithm };
}
