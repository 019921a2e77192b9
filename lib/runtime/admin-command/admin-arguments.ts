/** The words behind `npm run admin --`. */
import { parseArgs } from "node:util";
import { ACCOUNT_NAME_PATTERN, ACCOUNT_NAME_RULE } from "#lib/base/account-name";
import { SERVICE_NAMES, type ServiceName } from "#lib/domain/identity/service";
import { KEY_ID_PATTERN } from "#lib/domain/ids";
import { keyBook } from "#lib/store/books/key-book";
import { type BackupCommand, parseBackupArguments } from "../backup/backup-arguments";
import type { WrongWords } from "./wrong-words";

export type AdminCommand =
  | { readonly command: "account create"; readonly name: string }
  | { readonly command: CommandOnUser; readonly account: string; readonly user: string }
  | { readonly command: typeof MAKE; readonly account: string; readonly user: string; readonly withoutSecondFactor: boolean }
  | { readonly command: typeof SERVE; readonly account: string; readonly service: ServiceName; readonly name: string | undefined }
  | { readonly command: "domain-key roll" }
  | { readonly command: "integrity check" }
  | { readonly command: "state export" }
  | { readonly command: "audit key" | "audit checkpoint" | "audit export" }
  | { readonly command: typeof ACCEPT; readonly reason: string }
  | { readonly command: typeof ACCEPT_ROW; readonly book: string; readonly reason: string }
  | BackupCommand;

/** Commands without options. */
const ALONE = ["domain-key roll", "integrity check", "state export", "audit key", "audit checkpoint", "audit export"] as const;
const SERVE = "service-user create" as const;
const MAKE = "user make-administrator" as const;
const ACCEPT = "integrity accept-rollback" as const;
const ACCEPT_ROW = "integrity accept" as const;
const BOOK_PATTERN = /^(account|project|user|group|policy|session|token)\/[0-9a-f-]{32,36}$/;
const REASON_MAX = 500;
const ON_USER = ["access-key create", "user unlock", "user reset-password"] as const;
type CommandOnUser = (typeof ON_USER)[number];

export const ADMIN_USAGE = `Usage:
  npm run admin -- account create --name NAME
      makes an account with a first project, and a user admin with a one-time password
  npm run admin -- access-key create --account NAME --user NAME
      makes an access key for a user; its secret is shown this once
  npm run admin -- service-user create --account NAME --service ${SERVICE_NAMES.join("|")} [--name NAME]
      makes the user of a cloud service with an access key, whose secret is shown this once; called obs-service and the like unless named
  npm run admin -- user unlock --account NAME --user NAME
      ends the waits after wrong passwords, codes and signatures of a user
  npm run admin -- user reset-password --account NAME --user NAME
      gives a user a new password, shown this once, and ends the user's tokens and waits
  npm run admin -- user make-administrator --account NAME --user NAME [--without-second-factor]
      makes a user an administrator of users and rights, and enables the user; password and rights over keys stay; second factors go
      only if said so
  npm run admin -- domain-key roll
      makes a new domain key in the token; what is wrapped under the older ones is re-wrapped in the background while the product runs
  npm run admin -- ${ACCEPT_ROW} KEY_ID|KIND/ID --reason TEXT
      accepts a key, or a user, group and so on, as it is in the database, altered rows and all, after an honest repair; asks for the
      names and passwords of two Security Administrators of its account
  npm run admin -- ${ACCEPT} --reason TEXT
      accepts a database that is older than the mark in the token, after which the product answers again; what was changed since the
      copy was made is lost, disabled keys and withdrawn rights too
  npm run admin -- integrity check
      looks whether keys and people, with all that belongs to them, are as the product has written them, the traces as they were sealed,
      and the schema as the migrations make it; prints how many rows there are, or a line for each that is not, and then ends with 1
  npm run admin -- state export
      prints what the product has written of keys and people, for comparison with the audit log: a line of JSON for each, with the rows that
      belong to it, and of rows that hold somebody's secret the digest alone
  npm run admin -- audit key
      prints the public key that checkpoints of the audit log are signed with, as PEM
  npm run admin -- audit checkpoint
      prints the checkpoint that was signed last
  npm run admin -- audit export
      prints the whole audit log with its proof, of all accounts, for npm run audit:verify; together with what state export has printed
      before, it shows that the rows of that moment follow from it (--state)
  npm run backup -- FILE [--recipient age1… | --plain]
      writes database, token and PIN into a new file, while the product runs or not; encrypted to the passphrase in the file that
      KMS_BACKUP_PASSPHRASE_FILE names, or to a public key of age, or not at all
  npm run backup -- verify FILE
      reads the whole file, restores nothing, and says what is in it; opened by KMS_BACKUP_PASSPHRASE_FILE, or the secret key in
      KMS_BACKUP_IDENTITY_FILE
  npm run restore -- FILE
      puts it into the empty directory KMS_DATA_DIR and, where DATABASE_URL is set, into that empty database

Each but integrity check, state export and audit prints one line of JSON to standard output. It works while the product runs and while it is stopped, with the same
settings (KMS_DATA_DIR, DATABASE_URL, KMS_PKCS11_…) as the product. Use "npm run --silent admin" to leave out npm's own lines.`;

export function parseAdminArguments(words: readonly string[]): AdminCommand | WrongWords {
  if (words[0] === "backup" || words[0] === "restore") return parseBackupArguments(words[0], words.slice(1));
  let values: { name?: string; account?: string; user?: string; service?: string; reason?: string; "without-second-factor"?: boolean };
  let positionals: string[];
  try {
    const text = { type: "string" } as const;
    const texts = { name: text, account: text, user: text, service: text, reason: text };
    const options = { ...texts, "without-second-factor": { type: "boolean" } } as const;
    ({ values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true }));
  } catch (error) {
    return { wrong: (error as Error).message.split("\n")[0] ?? "" };
  }
  const { name, account, user, service, reason, "without-second-factor": withoutSecondFactor = false } = values;
  const command = positionals.join(" ");
  if (positionals.slice(0, 2).join(" ") === ACCEPT_ROW) return toAcceptRow(positionals.slice(2), { account, service, name, user }, reason);
  if (withoutSecondFactor && command !== MAKE) return { wrong: `--without-second-factor is of ${MAKE} alone.` };
  if (command === ACCEPT) return toAccept({ account, service, name, user }, reason);
  if (reason !== undefined) return { wrong: `--reason is of ${ACCEPT} and ${ACCEPT_ROW} alone.` };
  if (command === SERVE) return toServe({ account, service, name, user });
  if (service !== undefined) return { wrong: `--service is of ${SERVE} alone.` };
  if (command === "account create") {
    if (!name || account !== undefined || user !== undefined) return { wrong: "account create needs --name NAME, and nothing else." };
    return ACCOUNT_NAME_PATTERN.test(name) ? { command, name } : { wrong: `--name ${ACCOUNT_NAME_RULE}.` };
  }
  const onUser = ([...ON_USER, MAKE] as const).find((known) => known === command);
  if (onUser !== undefined) {
    if (!account || !user || name !== undefined) return { wrong: `${onUser} needs --account NAME and --user NAME, and nothing else.` };
    return onUser === MAKE ? { command: MAKE, account, user, withoutSecondFactor } : { command: onUser, account, user };
  }
  const alone = ALONE.find((known) => known === command);
  if (alone !== undefined) {
    return name === undefined && account === undefined && user === undefined ? { command: alone } : { wrong: `${alone} takes no options.` };
  }
  return { wrong: command === "" ? "" : `There is no command "${command}".` };
}

type Words = { readonly [word in "account" | "service" | "name" | "user"]: string | undefined };

function toServe({ account, service, name, user }: Words): AdminCommand | WrongWords {
  if (!account || !service || name === "" || user !== undefined) {
    return { wrong: `${SERVE} needs --account NAME and --service SERVICE, takes --name NAME, and nothing else.` };
  }
  const known = SERVICE_NAMES.find((one) => one === service);
  if (known === undefined)
    return { wrong: `There is no cloud service "${service}": --service is one of ${SERVICE_NAMES.join(", ")}.`, isPlain: true };
  return { command: SERVE, account, service: known, name };
}

function toAccept(others: Words, reason: string | undefined): AdminCommand | WrongWords {
  if (reason === undefined || Object.values(others).some((word) => word !== undefined)) {
    return { wrong: `${ACCEPT} needs --reason TEXT, and nothing else.` };
  }
  const text = toReason(reason);
  return typeof text === "string" ? { command: ACCEPT, reason: text } : text;
}

function toAcceptRow([row = "", ...rest]: readonly string[], others: Words, reason: string | undefined): AdminCommand | WrongWords {
  if (row === "" || rest.length > 0 || reason === undefined || Object.values(others).some((word) => word !== undefined)) {
    return { wrong: `${ACCEPT_ROW} needs the ID of a key, or KIND/ID, and --reason TEXT, and nothing else.` };
  }
  const book = KEY_ID_PATTERN.test(row) ? keyBook(row) : row;
  if (book === row && !BOOK_PATTERN.test(row))
    return { wrong: `"${row}" is no ID of a key and no KIND/ID, as integrity check tells them.`, isPlain: true };
  const text = toReason(reason);
  return typeof text === "string" ? { command: ACCEPT_ROW, book, reason: text } : text;
}

function toReason(reason: string): string | WrongWords {
  const text = reason.trim();
  const isText = text.length > 0 && [...text].length <= REASON_MAX && !/[\p{Cc}\p{Cs}]/u.test(text);
  return isText ? text : { wrong: `--reason is a text of 1 to ${REASON_MAX} characters in one line.`, isPlain: true };
}
