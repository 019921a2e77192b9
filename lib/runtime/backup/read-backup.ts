/** Reads a backup as a whole, and believes nothing of it before its end. */
import { createReadStream, fstatSync } from "node:fs";
import { type Entry, MANIFEST, readArchive } from "#lib/backup/archive";
import type { Opening } from "#lib/backup/locks";
import { type Counts, type Manifest, parseCounts, parseManifest } from "#lib/backup/manifest";
import { StartError } from "#lib/base/start-error";
import type { TokenFile } from "./token-files";

export type ReadBackup = {
  readonly manifest: Manifest;
  readonly counts: Counts;
  /** Of the product's own token; none where it is an operator's. */
  readonly tokenFiles: readonly TokenFile[];
  /** By the names of their files. */
  readonly secrets: Readonly<Record<string, string>>;
};

/** A token is small, in bytes. */
const TOKEN_MAX = 64 * 1024 * 1024;
const PROGRESS_MS = 1_000;
const SECRETS: ReadonlySet<string> = new Set(["secrets/token-so-pin", "secrets/token-user-pin"]);

/** @param fd of the file, which may be read again. @throws StartError where it is no whole backup, or cannot be opened */
export async function readBackup(fd: number, opening: Opening, signal: AbortSignal): Promise<ReadBackup> {
  let manifest: Manifest | null = null;
  const tokenFiles: TokenFile[] = [];
  const secrets: Record<string, string> = {};
  let bytes = 0;
  const take = async ({ name, body }: Entry) => {
    signal.throwIfAborted();
    if (manifest === null) {
      if (name !== MANIFEST) throw foreign();
      try {
        manifest = parseManifest(body);
      } catch (error) {
        throw error instanceof StartError ? error : foreign();
      }
      return;
    }
    if (name.startsWith("token/")) {
      bytes += body.byteLength;
      if (bytes > TOKEN_MAX) throw foreign();
      tokenFiles.push({ path: name.slice("token/".length), content: body });
    } else if (SECRETS.has(name)) secrets[name.slice("secrets/".length)] = body.toString();
    else if (tableOf(name) === null) throw foreign();
  };
  const seal = await readArchive(streamOf(fd, "checked"), opening, take);
  if (manifest === null) throw foreign();
  return { manifest, counts: parseCounts(seal), tokenFiles, secrets };
}

/** From its beginning. At a terminal it is said once a second how far it is. */
export function streamOf(fd: number, doing: "checked" | "restored") {
  const file = createReadStream("", { fd, autoClose: false, start: 0 });
  if (process.stderr.isTTY) {
    const { size } = fstatSync(fd);
    const say = () => process.stderr.write(`${Math.floor((100 * file.bytesRead) / size)} % ${doing}\n`);
    const timer = setInterval(say, PROGRESS_MS).unref();
    file.once("end", () => clearInterval(timer));
  }
  return file;
}

/** @returns name of the table that the entry is a part of */
export function tableOf(name: string): string | null {
  return /^tables\/([a-z_]+)\/\d{8,}$/.exec(name)?.[1] ?? null;
}

function foreign(): StartError {
  return new StartError("The file is no backup of KMS Console.");
}
