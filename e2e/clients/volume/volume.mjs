/**
 * Encrypted disks: a file as a block device. One data key a disk, made with it and stored wrapped in its header; attaching opens it,
 * detaching wipes it. Sectors are encrypted with AES-256-XTS, as disks are: a sector has no room for a tag, so XTS hides what is
 * written and proves nothing. A changed sector reads as noise, and an old one put back as it was; what must not be changed unseen
 * needs a file system with checksums, or `../shared/sealed-file.mjs`.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { open } from "node:fs/promises";

export const SECTOR_BYTES = 512;
const HEADER_BYTES = 4_096;
const MAGIC = "KMSDISK1";
/** Two AES-256 keys: one for the data, one for the sector's number. */
const KEY_BYTES = 64;

const contextOf = (volume) => ({ service: "evs", volume });

/**
 * @param {string} volume the disk's ID in the service's books: the header says nothing of it, so headers cannot be exchanged unseen
 * @param {string} keyId a key that was granted to the service; the project's default master key unless given
 */
export async function createVolume(kms, project, path, volume, sectors, keyId = "alias/evs/default") {
  const made = await kms.newDataKey(project, keyId, contextOf(volume), { bytes: KEY_BYTES });
  made.key.fill(0);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC + JSON.stringify({ key: made.keyId, wrapped: made.wrapped.toString("hex") }));
  const file = await open(path, "wx", 0o600);
  try {
    await file.write(header);
    await file.truncate(HEADER_BYTES + sectors * SECTOR_BYTES);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @throws when the key service does not open the disk's key: another project, another disk's header, a key that is off, a grant that is gone */
export async function attachVolume(kms, project, path, volume) {
  const file = await open(path, "r+");
  try {
    const { buffer } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const text = buffer.toString().replace(/\0+$/, "");
    if (!text.startsWith(MAGIC)) throw new Error(`${path} is not an encrypted disk.`);
    const { key: keyId, wrapped } = JSON.parse(text.slice(MAGIC.length));
    const key = await kms.openDataKey(project, keyId, Buffer.from(wrapped, "hex"), contextOf(volume), { bytes: KEY_BYTES });
    return new AttachedVolume(file, key);
  } catch (error) {
    await file.close();
    throw error;
  }
}

class AttachedVolume {
  #file;
  #key;

  constructor(file, key) {
    this.#file = file;
    this.#key = key;
  }

  /** @param {Buffer} bytes whole sectors */
  async write(sector, bytes) {
    this.#requireAttached();
    const sealed = this.#eachSector(createCipheriv, sector, bytes);
    await this.#file.write(sealed, 0, sealed.length, placeOf(sector));
  }

  async read(sector, sectors) {
    this.#requireAttached();
    const length = sectors * SECTOR_BYTES;
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(length), 0, length, placeOf(sector));
    if (bytesRead < length) throw new RangeError("The disk ends before that.");
    return this.#eachSector(createDecipheriv, sector, buffer);
  }

  /** From here on nobody reads the disk without asking the key service again. */
  async detach() {
    this.#key.fill(0);
    this.#key = null;
    await this.#file.sync();
    await this.#file.close();
  }

  #requireAttached() {
    if (this.#key === null) throw new Error("The disk is detached.");
  }

  #eachSector(create, first, bytes) {
    if (bytes.length % SECTOR_BYTES !== 0) throw new RangeError("A disk is read and written in whole sectors.");
    const done = [];
    for (let at = 0; at < bytes.length; at += SECTOR_BYTES) {
      const tweak = Buffer.alloc(16);
      tweak.writeBigUInt64LE(BigInt(first + at / SECTOR_BYTES));
      const xts = create("aes-256-xts", this.#key, tweak);
      done.push(xts.update(bytes.subarray(at, at + SECTOR_BYTES)), xts.final());
    }
    return Buffer.concat(done);
  }
}

function placeOf(sector) {
  return HEADER_BYTES + sector * SECTOR_BYTES;
}
