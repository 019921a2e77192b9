/**
 * Secrets that the product makes for itself at its first start, one 0600 file each below the data directory.
 * Invariant: a secret is durable on disk before anything is built on it, so that an interrupted start finds it again.
 */
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "#lib/base/start-error";
import { readCheckedFile, writeCheckedFile } from "./checked-files";

export type SecretName =
  | "admin-password"
  | "console-secret"
  | "database-owner-password"
  | "database-password"
  | "database-superuser-password"
  | "token-so-pin"
  | "token-user-pin";

/** Where a secret is kept; the file may be absent. */
export function secretPath(dataDir: string, name: SecretName): string {
  return join(dataDir, "secrets", name);
}

/** The stored secret, or null when there is none. @throws StartError when the file is there and cannot be read, or is not ours */
export function findSecret(dataDir: string, name: SecretName): string | null {
  const path = secretPath(dataDir, name);
  try {
    return readCheckedFile(path)?.trim() || null;
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `The file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}): start as the user that owns the data directory.`,
    );
  }
}

/** The stored secret; made now, from 192 random bits, when there is none. */
export function ensureSecret(dataDir: string, name: SecretName): string {
  const found = findSecret(dataDir, name);
  if (found) return found;
  const secret = randomBytes(24).toString("hex");
  putSecret(dataDir, name, secret);
  return secret;
}

/** Stores one that was made elsewhere. */
export function putSecret(dataDir: string, name: SecretName, secret: string): void {
  mkdirSync(join(dataDir, "secrets"), { recursive: true, mode: 0o700 });
  writeCheckedFile(secretPath(dataDir, name), `${secret}\n`, 0o600);
  syncDirectory(join(dataDir, "secrets"));
}

/** Forgets a secret that has done its work. */
export function removeSecret(dataDir: string, name: SecretName): void {
  const path = secretPath(dataDir, name);
  if (!existsSync(path)) return;
  rmSync(path);
  syncDirectory(join(dataDir, "secrets"));
}

/** Makes new and removed names of a directory durable. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
