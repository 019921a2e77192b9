"use server";
/** What the Tool asks of the API. Plaintext passes through as an argument and a result; it is kept nowhere on the way. */
import { fromBase64 } from "#lib/domain/base64";
import type { EncryptionAlgorithm } from "#lib/domain/encryption-algorithm";
import { decodeFrame, splitFrame } from "#lib/domain/frame";
import { KEY_STATES } from "#lib/domain/key-state";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { fromWireState } from "#lib/wire/kms/key-state";
import { type ActionResult, ApiFailure } from "../../api-failure";
import { toolWords } from "../../words/tool-words";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

type Context = Record<string, string> | undefined;
export type Decrypted = {
  readonly plaintext: string;
  /** Whether the plaintext is no text and is given in base64. */
  readonly isBase64: boolean;
  readonly keyId: string;
  /** "" where the user may not see the key. */
  readonly alias: string;
};

/** Text, or bytes in base64. */
type Plaintext = { readonly plain_text: string } | { readonly plain_text_base64: string };

/** @returns the ciphertext in base64 */
export async function encryptData(
  projectId: string,
  keyId: string,
  algorithm: EncryptionAlgorithm,
  plaintext: Plaintext,
  context: Context,
): Promise<ActionResult<string>> {
  return runAction(async () => {
    const { cipher_text } = await performOperation("encryptData", projectId, {
      key_id: keyId,
      encryption_algorithm: algorithm,
      encryption_context: context,
      ...("plain_text" in plaintext ? { plain_text: plaintext.plain_text } : { plain_text_base64: plaintext.plain_text_base64 }),
    });
    return cipher_text;
  });
}

/**
 * The key is found from the ciphertext; its alias is looked up so that the screen can name it.
 * @param rsaKeyId the key of an RSA ciphertext, which names none; null for a symmetric one
 */
export async function decryptData(
  projectId: string,
  rsaKeyId: string | null,
  ciphertext: string,
  context: Context,
): Promise<ActionResult<Decrypted>> {
  return runAction(async () => {
    const { plain_text, plain_text_base64, key_id } = await performOperation("decryptData", projectId, {
      cipher_text: ciphertext,
      encryption_context: context,
      ...(rsaKeyId !== null && { key_id: rsaKeyId, encryption_algorithm: "RSAES_OAEP_SHA_256" }),
    }).catch(async (error: unknown) => {
      throw rsaKeyId === null ? await namingItsKey(error, projectId, ciphertext) : error;
    });
    const isBase64 = Buffer.from(plain_text, "utf8").toString("base64") !== plain_text_base64;
    const plaintext = isBase64 ? plain_text_base64 : plain_text;
    return { plaintext, isBase64, keyId: key_id, alias: await findAlias(projectId, key_id) };
  });
}

/** Refusals for the state of a key that the caller may use: whoever is told them may know which key it is. */
const STATE_CODES: readonly string[] = [KMS_ERRORS.keyDisabled.code, KMS_ERRORS.keyPendingDeletion.code, KMS_ERRORS.keyNotEnabled.code];

/** The refusal with the key's alias and state in it, since it need not be the key whose page is open; else the error as it is. */
async function namingItsKey(error: unknown, projectId: string, ciphertext: string): Promise<unknown> {
  if (!(error instanceof ApiFailure) || !STATE_CODES.includes(error.failure.code)) return error;
  const frame = splitFrame(fromBase64(ciphertext));
  const keyId = frame && decodeFrame(frame.authenticated)?.keyId;
  const key = keyId && (await findKey(projectId, keyId));
  const state = key && fromWireState(key.key_state);
  return key && state ? new ApiFailure({ ...error.failure, message: toolWords.madeByKey(key.key_alias, KEY_STATES[state].label) }) : error;
}

async function findAlias(projectId: string, keyId: string): Promise<string> {
  return (await findKey(projectId, keyId))?.key_alias ?? "";
}

/** Null where the user may not see the key. */
async function findKey(projectId: string, keyId: string): Promise<KeyDetails | null> {
  try {
    return (await performOperation("describeKey", projectId, { key_id: keyId })).key_info;
  } catch (error) {
    if (error instanceof ApiFailure) return null;
    throw error;
  }
}
