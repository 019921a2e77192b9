/**
 * Writes a backup of the whole installation while the product works: its token, or what an operator's must hold, and the database as it is
 * at one moment. Invariant: the token is read first, under the lock of the domain keys, so that it has every key that the database of that
 * moment needs, and a mark that is not ahead of it.
 */
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { type Entry, MANIFEST, toBody, writeArchive } from "#lib/backup/archive";
import type { Locks } from "#lib/backup/locks";
import type { Counts, Manifest } from "#lib/backup/manifest";
import { StartError } from "#lib/base/start-error";
import type { Hsm } from "#lib/hsm/port";
import { type DatabaseDump, withDump } from "#lib/store/backup/dump";
import { productVersion } from "../processes/product-files";
import { openSettings } from "./backup-settings";
import { readTokenFiles, type TokenFile } from "./token-files";

/** So much of a table is in an entry, in bytes. */
const PART_BYTES = 4 * 1024 * 1024;

type Wish = {
  readonly fd: number;
  readonly locks: Locks;
  readonly databaseUrl: string;
  readonly hsm: Pick<Hsm, "listDomainKeys" | "auditPublicKey">;
  /** Of the product's own token: its folder's parent, and its PINs by the names of their files; null for an operator's. */
  readonly own: { readonly dataDir: string; readonly secrets: Readonly<Record<string, string>> } | null;
  readonly now: Date;
  /** Told now and then how many entries there are. */
  readonly onProgress: (entries: number) => void;
  readonly signal: AbortSignal;
};

/** @throws StartError where token and database do not belong together, or the file cannot be written */
export async function takeBackup({ fd, locks, databaseUrl, hsm, own, now, onProgress, signal }: Wish): Promise<Counts> {
  const readToken = async () => ({
    files: own === null ? [] : await readTokenFiles(join(own.dataDir, "token")),
    domainKeys: hsm.listDomainKeys(),
  });
  return withDump(databaseUrl, readToken, async (dump, { files, domainKeys }) => {
    requireDomainKeys(dump.domainKeys, domainKeys);
    const manifest: Manifest = {
      format: 1,
      product: "kms-console",
      version: productVersion(),
      made_at: now.toISOString(),
      token: {
        kind: own === null ? "operator" : "own",
        audit_key: (await hsm.auditPublicKey()).toString("base64"),
        domain_keys: [...dump.domainKeys],
      },
      settings: openSettings(process.env),
      migrations: [...dump.migrations],
      sequences: dump.sequences,
      tables: dump.tables.map(({ name, columns }) => ({ name, columns: [...columns] })),
    };
    let entries = 0;
    const out = createWriteStream("", { fd, autoClose: false });
    return writeArchive(out, locks, async function* () {
      for await (const entry of entriesOf(manifest, dump, files, own?.secrets ?? {})) {
        signal.throwIfAborted();
        entries += 1;
        onProgress(entries);
        yield entry;
      }
      return dump.counts;
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOSPC") throw new StartError("The disk is full: the backup was not made.");
      throw error;
    });
  });
}

/** @throws StartError */
export function requireDomainKeys(needed: readonly number[], there: readonly number[]): void {
  const missing = needed.filter((generation) => !there.includes(generation));
  if (missing.length === 0) return;
  throw new StartError(
    `The token does not hold domain key ${missing.join(", ")}, under which keys of this database are wrapped: it is another token.`,
  );
}

async function* entriesOf(
  manifest: Manifest,
  dump: DatabaseDump,
  files: readonly TokenFile[],
  secrets: Readonly<Record<string, string>>,
): AsyncGenerator<Entry> {
  yield { name: MANIFEST, body: toBody(manifest) };
  for (const [name, secret] of Object.entries(secrets)) yield { name: `secrets/${name}`, body: Buffer.from(secret) };
  for (const { path, content } of files) yield { name: `token/${path}`, body: content };
  for (const table of dump.tables) {
    let number = 0;
    for await (const body of partsOf(dump.rowsOf(table))) {
      number += 1;
      yield { name: `tables/${table.name}/${String(number).padStart(8, "0")}`, body };
    }
  }
}

async function* partsOf(rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let [held, bytes]: [Buffer[], number] = [[], 0];
  for await (const piece of rows) {
    held.push(piece);
    bytes += piece.byteLength;
    if (bytes < PART_BYTES) continue;
    yield Buffer.concat(held);
    [held, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(held);
}
