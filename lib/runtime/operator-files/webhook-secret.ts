/** The secret that the receiver of the webhook shares, in a file of the operator's. */
import { readFileSync } from "node:fs";
import { StartError } from "#lib/base/start-error";

const LEAST_BYTES = 16;
const MOST_BYTES = 4_096;

/** @throws StartError when the file cannot be read, or holds too little to be a secret */
export function readWebhookSecret(path: string): string {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    throw new StartError(
      `KMS_AUDIT_WEBHOOK_SECRET_FILE is "${path}", which cannot be read (${(error as NodeJS.ErrnoException).code}): name a file with at least ${LEAST_BYTES} random characters.`,
    );
  }
  const secret = content.replace(/(\r?\n)+$/, "");
  const length = Buffer.byteLength(secret);
  if (length < LEAST_BYTES || length > MOST_BYTES || /[\0\r\n]/.test(secret)) {
    throw new StartError(
      `KMS_AUDIT_WEBHOOK_SECRET_FILE is "${path}", which does not hold one line of ${LEAST_BYTES} to ${MOST_BYTES} bytes: write a random one into it, as from openssl rand -hex 32, and give it to the receiver.`,
    );
  }
  return secret;
}
