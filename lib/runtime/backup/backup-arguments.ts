/** The words behind `npm run backup --` and `npm run restore --`. */
import { parseArgs } from "node:util";
import type { WrongWords } from "../admin-command/wrong-words";

export type BackupCommand =
  | { readonly command: "backup"; readonly file: string; readonly isPlain: boolean; readonly recipient: string | undefined }
  | { readonly command: "backup verify"; readonly file: string }
  | { readonly command: "restore"; readonly file: string };

export function isBackupCommand<T extends { readonly command: string }>(words: T | BackupCommand): words is BackupCommand {
  return words.command === "backup" || words.command === "backup verify" || words.command === "restore";
}

export function parseBackupArguments(first: "backup" | "restore", words: readonly string[]): BackupCommand | WrongWords {
  let parsed: { values: { plain?: boolean; recipient?: string }; positionals: string[] };
  try {
    parsed = parseArgs({
      args: [...words],
      options: { plain: { type: "boolean" }, recipient: { type: "string" } },
      allowPositionals: true,
    });
  } catch (error) {
    return { wrong: (error as Error).message.split("\n")[0] ?? "", isPlain: true };
  }
  const { values, positionals } = parsed;
  const isVerify = first === "backup" && positionals[0] === "verify";
  const [file = "", ...more] = isVerify ? positionals.slice(1) : positionals;
  const command = isVerify ? "backup verify" : first;
  if (file === "" || more.length > 0) return { wrong: `${command} needs the name of one file.`, isPlain: true };
  if (command === "backup") return { command, file, isPlain: values.plain ?? false, recipient: values.recipient };
  if (values.plain !== undefined || values.recipient !== undefined) {
    return {
      wrong: `--plain and --recipient are of making a backup alone; it is opened by KMS_BACKUP_PASSPHRASE_FILE or KMS_BACKUP_IDENTITY_FILE.`,
      isPlain: true,
    };
  }
  return command === "restore" ? { command, file } : { command, file };
}
