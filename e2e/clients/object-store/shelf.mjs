/** Objects as files. A file takes its place whole, by a rename, or not at all. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";

const PARTS = ".parts";

export class Shelf {
  #folder;

  constructor(folder) {
    this.#folder = folder;
  }

  /** What was being written when the store was last ended is removed. */
  static async open(folder, buckets) {
    await rm(join(folder, PARTS), { recursive: true, force: true });
    for (const name of [PARTS, ...buckets]) await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
    return new Shelf(folder);
  }

  /** @returns {Promise<import("node:fs/promises").FileHandle | null>} null where there is none; whoever asked closes it */
  async read(bucket, name) {
    try {
      return await open(this.#place(bucket, name), "r");
    } catch (error) {
      if (error.code === "ENOENT") return null;
      throw error;
    }
  }

  /** @param {AsyncIterable<Buffer>} bytes when it throws, nothing is left, and an older object stays as it was */
  async write(bucket, name, bytes) {
    const part = join(this.#folder, PARTS, randomUUID());
    try {
      await withFile(part, "wx", async (file) => {
        await file.writeFile(bytes);
        await file.sync();
      });
      await rename(part, this.#place(bucket, name));
      await withFile(join(this.#folder, bucket), "r", (folder) => folder.sync());
    } finally {
      await rm(part, { force: true });
    }
  }

  async remove(bucket, name) {
    await rm(this.#place(bucket, name), { force: true });
  }

  /** By its digest: no object's name is a path, too long for a file, or the same as another's on a disk that ignores case. */
  #place(bucket, name) {
    return join(this.#folder, bucket, createHash("sha256").update(name).digest("hex"));
  }
}

async function withFile(path, flags, use) {
  const file = await open(path, flags, 0o600);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}
