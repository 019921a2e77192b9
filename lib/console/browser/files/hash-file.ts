/** Hashes a file of any size here, in the browser: only its digest leaves the page. Memory stays flat; the file is read part by part. */
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import type { HashName } from "#lib/domain/hash";

const FUNCTIONS = { SHA_256: sha256, SHA_384: sha384, SHA_512: sha512 } as const;

/** Small enough that the page still answers between two parts. */
const PART_BYTES = 512 * 1024;

/**
 * @param onProgress is told the part that is done, 0 to 1
 * @returns the digest as lower-case hexadecimal digits
 * @throws AbortError when the signal says so; the browser's error when the file cannot be read
 */
export async function hashFile(file: Blob, hash: HashName, onProgress: (done: number) => void, signal: AbortSignal): Promise<string> {
  const state = FUNCTIONS[hash].create();
  for (let start = 0; start < file.size; start += PART_BYTES) {
    const part = await file.slice(start, start + PART_BYTES).arrayBuffer();
    signal.throwIfAborted();
    state.update(new Uint8Array(part));
    onProgress(Math.min(1, (start + PART_BYTES) / file.size));
  }
  return [...state.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
