/**
 * A backup as a file: a tar of small entries, compressed by gzip, encrypted by age (age-encryption.org/v1) unless it is plain. The first entry
 * is the manifest, the last the seal, which has the SHA-256 of all before it and what was counted.
 * Invariants: it is written and read as a stream, so that memory does not depend on its size; nothing of a file is believed that is cut
 * off or changed.
 */
import { createHash } from "node:crypto";
import { PassThrough, type Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { extract, pack } from "tar-stream";
import { StartError } from "#lib/base/start-error";
import { type Locks, type Opening, openLocked, putLocks } from "./locks";

export type Entry = { readonly name: string; readonly body: Buffer };

/** Names of the first and the last entry. */
export const MANIFEST = "manifest.json";
const SEAL = "seal.json";
/** No entry is longer, in bytes. */
export const ENTRY_MAX = 8 * 1024 * 1024;
/** What is read of tables is much the same everywhere: little is to be had from more work. */
const GZIP_LEVEL = 5;

/**
 * @param entries the manifest first; what it returns goes into the seal
 * @throws what `entries` and `out` throw
 */
export async function writeArchive<T extends object>(out: Writable, locks: Locks, entries: () => AsyncGenerator<Entry, T>): Promise<T> {
  const tar = pack();
  const packed = new PassThrough();
  const zipped = tar.pipe(createGzip({ level: GZIP_LEVEL }));
  const written = pipeline(await putLocks(locks, zipped), packed, out);
  written.catch((error: Error) => tar.destroy(error));
  const digest = createHash("sha256");
  const put = ({ name, body }: Entry) =>
    new Promise<void>((resolve, reject) => {
      tar.once("error", reject);
      tar.entry({ name, size: body.byteLength, mode: 0o600 }, body, (error) => {
        tar.off("error", reject);
        if (error) reject(error);
        else resolve();
      });
    });
  try {
    const source = entries();
    for (;;) {
      const next = await source.next();
      if (next.done) {
        await put({ name: SEAL, body: toBody({ sha256: digest.digest("hex"), ...next.value }) });
        tar.finalize();
        await written;
        return next.value;
      }
      addTo(digest, next.value);
      await put(next.value);
    }
  } catch (error) {
    tar.destroy();
    await written.catch(() => {});
    throw error;
  }
}

/**
 * @param take given each entry in order, but for the seal
 * @returns what the seal says
 * @throws StartError in one sentence where it is no backup, cannot be opened, or is not as it was written; what `take` throws
 */
export async function readArchive(
  file: Readable,
  opening: Opening,
  take: (entry: Entry) => Promise<void>,
): Promise<Record<string, unknown>> {
  const digest = createHash("sha256");
  let seal: Record<string, unknown> | null = null;
  let isTaking = false;
  try {
    const tar = extract();
    const read = pipeline(await openLocked(file, opening), createGunzip(), tar);
    read.catch((error: Error) => tar.destroy(error));
    for await (const part of tar) {
      const { name, size = 0, type } = part.header;
      if (type !== "file" || size > ENTRY_MAX || seal !== null) throw damaged();
      const pieces: Buffer[] = [];
      for await (const piece of part) pieces.push(piece as Buffer);
      const body = Buffer.concat(pieces);
      if (name === SEAL) {
        seal = toSeal(body, digest.digest("hex"));
        continue;
      }
      addTo(digest, { name, body });
      isTaking = true;
      await take({ name, body });
      isTaking = false;
    }
    await read;
  } catch (error) {
    if (isTaking || error instanceof StartError) throw error;
    throw damaged(error);
  }
  if (seal === null) throw damaged();
  return seal;
}

export function toBody(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

function addTo(digest: ReturnType<typeof createHash>, { name, body }: Entry): void {
  digest.update(`${name}\n${body.byteLength}\n`).update(body);
}

function toSeal(body: Buffer, sha256: string): Record<string, unknown> {
  const seal: Record<string, unknown> = JSON.parse(body.toString());
  if (seal.sha256 !== sha256) throw damaged();
  return seal;
}

function damaged(cause?: unknown): StartError {
  return new StartError("The file is no whole backup: it is damaged, cut off, or something else. Take another copy of it.", { cause });
}
