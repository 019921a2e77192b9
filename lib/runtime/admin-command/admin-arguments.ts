/** The words behind `npm run admin --`. */
import { parseArgs } from "node:util";
import { ACCOUNT_NAME_PATTERN, ACCOUNT_NAME_RULE } from "#lib/base/account-name";

export type AdminCommand =
  | { readonly command: "account create"; readonly name: string }
  | { readonly command: CommandOnUser; readonly account: string; readonly user: string }
  | { readonly command: "domain-key roll" };

const ON_USER = ["access-key create", "user unlock", "user reset-password", "user make-administrator"] as const;
type CommandOnUser = (typeof ON_USER)[number];

export const ADMIN_USAGE = `Usage:
  npm run admin -- account create --name NAME
      makes an account with a first project, and a user admin with a one-time password
  npm run admin -- access-key create --account NAME --user NAME
      makes an access key for a user; its secret is shown this once
  npm run admin -- user unlock --account NAME --user NAME
      ends the waits after wrong passwords, codes and signatures of a user
  npm run admin -- user reset-password --account NAME --user NAME
      gives a user a new password, shown this once, and ends the user's tokens and waits
  npm run admin -- user make-administrator --account NAME --user NAME
      makes a user an administrator of users and rights, and enables the user; password and rights over keys stay
  npm run admin -- domain-key roll
      makes a new domain key in the token; what is wrapped under the older ones is re-wrapped in the background while the product runs

Each prints one line of JSON to standard output. It works while the product runs and while it is stopped, with the same
settings (KMS_DATA_DIR, DATABASE_URL, KMS_PKCS11_…) as the product. Use "npm run --silent admin" to leave out npm's own lines.`;

/** @returns the command, or what is wrong with the words, "" where none say what is wanted */
export function parseAdminArguments(words: readonly string[]): AdminCommand | { readonly wrong: string } {
  let values: { name?: string; account?: string; user?: string };
  let positionals: string[];
  try {
    const text = { type: "string" } as const;
    ({ values, positionals } = parseArgs({ args: [...words], options: { name: text, account: text, user: text }, allowPositionals: true }));
  } catch (error) {
    return { wrong: (error as Error).message.split("\n")[0] ?? "" };
  }
  const { name, account, user } = values;
  const command = positionals.join(" ");
  if (command === "account create") {
    if (!name || account !== undefined || user !== undefined) return { wrong: "account create needs --name NAME, and nothing else." };
    return ACCOUNT_NAME_PATTERN.test(name) ? { command, name } : { wrong: `--name ${ACCOUNT_NAME_RULE}.` };
  }
  const onUser = ON_USER.find((known) => known === command);
  if (onUser !== undefined) {
    if (!account || !user || name !== undefined) return { wrong: `${onUser} needs --account NAME and --user NAME, and nothing else.` };
    return { command: onUser, account, user };
  }
  if (command === "domain-key roll") {
    return name === undefined && account === undefined && user === undefined ? { command } : { wrong: "domain-key roll takes no options." };
  }
  return { wrong: command === "" ? "" : `There is no command "${command}".` };
}
