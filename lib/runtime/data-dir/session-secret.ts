/**
 * The secret that seals the console's sessions: from a file of the operator's, or made once and kept in the database, sealed by the
 * token. Invariant: all instances that share database and token, or have the same file, have the same secret, so that a browser stays
 * signed in whichever of them it meets.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Log } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import type { Hsm } from "#lib/hsm/port";
import { findSealedSecret, keepSealedSecret } from "#lib/store/installation/session-secret";

const LABEL = "session-secret";
const LEAST_BYTES = 32;
const MOST_BYTES = 4_096;

/** @throws StartError when the file cannot be read, or holds too little to be a secret */
export function readSessionSecret(path: string): string {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    throw new StartError(
      `KMS_SESSION_SECRET_FILE is "${path}", which cannot be read (${(error as NodeJS.ErrnoException).code}): name a file with at least ${LEAST_BYTES} random characters.`,
    );
  }
  const secret = content.replace(/(\r?\n)+$/, "");
  const length = Buffer.byteLength(secret);
  if (length < LEAST_BYTES || length > MOST_BYTES || /[\0\r\n]/.test(secret)) {
    throw new StartError(
      `KMS_SESSION_SECRET_FILE is "${path}", which does not hold one line of ${LEAST_BYTES} to ${MOST_BYTES} bytes: write a random one into it, as from openssl rand -hex 32, the same for all instances.`,
    );
  }
  return secret;
}

/** The secret in the database, made now when there is none, or none that this token opens. Runs under the lock of the token's preparation. */
export async function ensureSharedSecret(
  client: Parameters<typeof findSealedSecret>[0],
  hsm: Pick<Hsm, "seal" | "unseal">,
  log: Pick<Log, "warn">,
): Promise<string> {
  const sealed = await findSealedSecret(client);
  if (sealed !== null) {
    try {
      return hsm.unseal(LABEL, sealed).toString("hex");
    } catch (error) {
      log.warn(
        { err: error },
        "the session secret in the database was sealed by another token or altered; a new one is made, and everybody signs in again",
      );
    }
  }
  const secret = randomBytes(32);
  await keepSealedSecret(client, hsm.seal(LABEL, secret));
  return secret.toString("hex");
}
