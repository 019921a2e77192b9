/** Reading on, for manners: a client that is still sending would lose an answer given before it has finished. */
import type { Readable } from "node:stream";

/** What is read and thrown away at most; who sends more is cut off. */
const DRAIN_BYTES = 16 * 1024 * 1024;
const DRAIN_MS = 5_000;

/** Resolves when all has come, or enough, or nothing more comes in time. */
export function drain(request: Readable): Promise<void> {
  if (request.readableEnded || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let left = DRAIN_BYTES;
    const count = (chunk: Buffer) => {
      left -= chunk.length;
      if (left <= 0) finish();
    };
    const finish = () => {
      clearTimeout(timer);
      request.off("data", count).off("end", finish).off("close", finish);
      request.pause();
      resolve();
    };
    const timer = setTimeout(finish, DRAIN_MS);
    request.on("data", count).on("end", finish).on("close", finish).resume();
  });
}
