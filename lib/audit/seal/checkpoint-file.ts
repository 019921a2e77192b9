/**
 * The file that an operator names (`KMS_AUDIT_CHECKPOINT_FILE`) with the checkpoint that was signed last: a further store out of reach of
 * whoever can write to the database. Invariant: it holds one whole checkpoint or another, whatever is killed when.
 */
import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { AuditSettings } from "#lib/base/audit-settings";

export type CheckpointFile = {
  readonly path: string;
  /** @returns null where there is none @throws the system's error */
  read(): Promise<Buffer | null>;
  /** @throws the system's error */
  write(text: string): Promise<void>;
};

const MOST_BYTES = 64 * 1024;
const EVERYBODY_READS = 0o644;

/** @returns null where the settings name none */
export function checkpointFileOf({ checkpointFile: path }: Pick<AuditSettings, "checkpointFile">): CheckpointFile | null {
  return path === null ? null : checkpointFile(path);
}

export function checkpointFile(path: string): CheckpointFile {
  return {
    path,
    async read() {
      try {
        return (await readFile(path)).subarray(0, MOST_BYTES);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
    },

    async write(text) {
      // Two that write at once, for a moment, must not write into the same.
      const written = `${path}.${process.pid}.new`;
      const file = await open(written, "w", EVERYBODY_READS);
      try {
        await file.chmod(EVERYBODY_READS);
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(written, path);
      const folder = await open(dirname(path), "r");
      await folder.sync().finally(() => folder.close());
    },
  };
}
