/** The embedded database of a product that is running: another process finds it by what the server itself wrote into its directory. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { StartError } from "#lib/base/start-error";
import { checkDatabase } from "#lib/store/database/check-database";
import { findSecret } from "../data-dir/secrets";
import { embeddedDatabaseUrl } from "./embedded-postgres";

/** A product that has just been started needs this long to bring its database up. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 200;

/**
 * Waits until the database answers.
 * @returns its connection URL; holds its password
 * @throws StartError when it does not in time, as for a product that uses a `DATABASE_URL`
 */
export async function findRunningPostgres(dataDir: string): Promise<string> {
  return waitFor(() => readUrl(dataDir), dataDir);
}

/** The same, where the URL is known. */
export async function waitForPostgres(url: string, dataDir: string): Promise<void> {
  await waitFor(() => url, dataDir);
}

async function waitFor(find: () => string | null, dataDir: string): Promise<string> {
  for (const end = Date.now() + PATIENCE_MS; ; await pause(PAUSE_MS)) {
    const url = find();
    if (url !== null && (await answers(url))) return url;
    if (Date.now() > end) {
      throw new StartError(
        `The KMS Console that runs on ${dataDir} has no embedded database that answers: set DATABASE_URL as for it, or wait until it is ready.`,
      );
    }
  }
}

/** PostgreSQL's postmaster.pid has the port in its fourth line, the socket's directory in the fifth and the state in the eighth. */
function readUrl(dataDir: string): string | null {
  const password = findSecret(dataDir, "database-password");
  let lines: string[];
  try {
    lines = readFileSync(join(dataDir, "postgres", "cluster", "postmaster.pid"), "utf8").split("\n");
  } catch {
    return null;
  }
  const [port = "", socketDir = ""] = lines.slice(3);
  if (password === null || !/^\d+$/.test(port) || lines[7]?.trim() !== "ready") return null;
  return embeddedDatabaseUrl(password, socketDir.trim() || "127.0.0.1", Number(port));
}

async function answers(url: string): Promise<boolean> {
  return checkDatabase(url).then(
    () => true,
    () => false,
  );
}
