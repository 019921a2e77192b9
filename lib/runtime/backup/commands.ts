/**
 * The work of `npm run backup` and `npm run restore`. The file and what it is opened with are this process's, which may be root; database
 * and token are touched as the user of the workers.
 */
import type { Env } from "#lib/base/env";
import type { Log } from "#lib/base/log";
import { type Installation, isWorkersPart, withInstallation } from "../admin-command/installation";
import { findSecret } from "../data-dir/secrets";
import type { BackupWork } from "../links/handover";
import { standardOutput } from "../output/standard-output";
import type { BackupCommand } from "./backup-arguments";
import { openBackup, openDraft, toPath } from "./backup-file";
import { readLocks, readOpening } from "./backup-settings";
import { readBackup } from "./read-backup";
import { restoreInstallation } from "./restore-installation";

type Run = (installation: Installation) => Promise<void>;

/** @param run makes or restores it, with database and token at hand @throws StartError, and what `run` throws */
export async function runBackupCommand(words: BackupCommand, env: Env, log: Log, signal: AbortSignal, run: Run): Promise<void> {
  if (isWorkersPart()) return withInstallation(env, log, signal, run);
  if (words.command === "backup verify") return verifyBackup(words.file, signal);
  if (words.command === "restore") return restoreInstallation(toPath(words.file), env, log, signal, run);
  const locks = readLocks(words, process.env);
  const draft = openDraft(toPath(words.file));
  const backup = ({ dataDir, pkcs11 }: Env): BackupWork => ({
    fd: draft.fd,
    locks,
    opening: null,
    secrets: pkcs11 === null ? ownSecrets(dataDir) : null,
    manifest: null,
    ownerUrl: null,
  });
  try {
    await withInstallation(env, log, signal, run, { backup });
    if (!process.exitCode) draft.finish();
  } finally {
    draft.discard();
  }
}

async function verifyBackup(file: string, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  const { fd, bytes } = openBackup(toPath(file));
  const { counts, manifest } = await readBackup(fd, readOpening(process.env), signal);
  const told = {
    ...counts,
    bytes,
    seconds: secondsSince(began),
    version: manifest.version,
    made_at: manifest.made_at,
    settings: manifest.settings,
  };
  await standardOutput().writeSurely(`${JSON.stringify(told)}\n`);
}

/** Without those of the database: a new one gets its own. */
function ownSecrets(dataDir: string): Record<string, string> {
  const names = ["token-so-pin", "token-user-pin"] as const;
  return Object.fromEntries(names.map((name) => [name, findSecret(dataDir, name) ?? ""]));
}

/** @param began `performance.now()` of then @returns seconds, to the hundredth */
export function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 10) / 100;
}
