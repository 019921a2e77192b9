/** What a backup is encrypted to or opened with, as the operator names it. Secrets come from files, never from words or variables. */
import { readFileSync } from "node:fs";
import { type Locks, type Opening, requireRecipient } from "#lib/backup/locks";
import type { Environment } from "#lib/base/env";
import { StartError } from "#lib/base/start-error";
import { isSecretVariable } from "../processes/secret-variables";

const PASSPHRASE = "KMS_BACKUP_PASSPHRASE_FILE";
const IDENTITY = "KMS_BACKUP_IDENTITY_FILE";

export type LockWords = { readonly isPlain: boolean; readonly recipient: string | undefined };

/** @throws StartError where it is not said how, or said twice */
export function readLocks({ isPlain, recipient }: LockWords, environment: Environment): Locks {
  const passphrase = readSecret(environment, PASSPHRASE);
  if ([isPlain, recipient !== undefined, passphrase !== null].filter(Boolean).length !== 1) {
    throw new StartError(
      `A backup needs one of these: ${PASSPHRASE} with the name of a file that holds a passphrase, --recipient age1…, or --plain, which leaves it unencrypted.`,
    );
  }
  if (recipient !== undefined) requireRecipient(recipient);
  if (passphrase !== null) return { kind: "passphrase", passphrase };
  return recipient === undefined ? { kind: "plain" } : { kind: "recipient", recipient };
}

/** @throws StartError where a file cannot be read */
export function readOpening(environment: Environment): Opening {
  const lines = readSecret(environment, IDENTITY)?.split("\n") ?? [];
  return {
    passphrase: readSecret(environment, PASSPHRASE),
    // As age-keygen writes the file.
    identities: lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#")),
  };
}

/** Of this command alone, which is less talkative than the product too, or what each process is told anew. */
const NOT_KEPT = /^KMS_(BACKUP_|DATA_DIR$|LOG_LEVEL$|ADMIN_)/;

/** The product's settings that hold no secret. */
export function openSettings(environment: Environment): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[0].startsWith("KMS_") && !NOT_KEPT.test(entry[0]) && !isSecretVariable(entry[0]) && !!entry[1],
  );
  return Object.fromEntries(kept.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function readSecret(environment: Environment, variable: string): string | null {
  const path = environment[variable];
  if (path === undefined || path === "") return null;
  let text: string;
  try {
    text = readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new StartError(`${variable} is "${path}", which cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  if (text === "") throw new StartError(`${variable} is "${path}", which is empty.`);
  return text;
}
