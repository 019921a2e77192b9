/** What a backup is encrypted to, and opened with, by age. */
import { Readable } from "node:stream";
import { Decrypter, Encrypter } from "age-encryption";
import { StartError } from "#lib/base/start-error";

/** How a backup is encrypted; `plain` not at all. */
export type Locks =
  | { readonly kind: "plain" }
  | { readonly kind: "passphrase"; readonly passphrase: string }
  | { readonly kind: "recipient"; readonly recipient: string };

/** What there is to open one with. */
export type Opening = { readonly passphrase: string | null /** AGE-SECRET-KEY-1… */; readonly identities: readonly string[] };

const AGE_HEADER = "age-encryption.org/v1\n";
const GZIP_HEADER = Buffer.from([0x1f, 0x8b]);

/** @throws StartError where it is no recipient of age */
export function requireRecipient(recipient: string): void {
  try {
    new Encrypter().addRecipient(recipient);
  } catch {
    throw new StartError("--recipient is no public key of age: it begins with age1, as age-keygen prints it.");
  }
}

export async function putLocks(locks: Locks, plain: Readable): Promise<Readable> {
  if (locks.kind === "plain") return plain;
  const encrypter = new Encrypter();
  if (locks.kind === "passphrase") encrypter.setPassphrase(locks.passphrase);
  else encrypter.addRecipient(locks.recipient);
  return fromWeb(await encrypter.encrypt(toWeb(plain)));
}

/** @throws StartError where it is no backup, or there is nothing that opens it */
export async function openLocked(file: Readable, { passphrase, identities }: Opening): Promise<Readable> {
  const start = await readStart(file);
  if (start.subarray(0, 2).equals(GZIP_HEADER)) return file;
  if (start.toString("latin1") !== AGE_HEADER) throw new StartError("The file is no backup of KMS Console.");
  const decrypter = new Decrypter();
  if (passphrase !== null) decrypter.addPassphrase(passphrase);
  try {
    for (const identity of identities) decrypter.addIdentity(identity);
  } catch {
    throw new StartError("KMS_BACKUP_IDENTITY_FILE holds no secret key of age: it begins with AGE-SECRET-KEY-1.");
  }
  if (passphrase === null && identities.length === 0) {
    throw new StartError(
      "The backup is encrypted: name the file with its passphrase in KMS_BACKUP_PASSPHRASE_FILE, or the one with the secret key in KMS_BACKUP_IDENTITY_FILE.",
    );
  }
  try {
    return fromWeb(await decrypter.decrypt(toWeb(file)));
  } catch (cause) {
    throw new StartError("The backup cannot be opened: the passphrase or the secret key is another one, or the file is damaged.", {
      cause,
    });
  }
}

/** What the file begins with, which stays to be read. */
async function readStart(file: Readable): Promise<Buffer> {
  for (;;) {
    const start: Buffer | null = file.read(AGE_HEADER.length);
    if (start !== null) {
      file.unshift(start);
      return start;
    }
    if (file.readableEnded) return Buffer.alloc(0);
    await new Promise((resolve, reject) => {
      file.once("readable", resolve).once("end", resolve).once("error", reject);
    });
  }
}

/** Unlike `Readable.toWeb` it asks for a piece when one is wanted, and for none when nobody reads any more. */
function toWeb(stream: Readable): ReadableStream<Uint8Array> {
  const pieces = stream[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

function fromWeb(stream: ReadableStream<Uint8Array>): Readable {
  return Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]);
}
