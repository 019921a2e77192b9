/**
 * Keeps the processes small. Starting leaves tens of megabytes of garbage, which V8 does not collect while nothing is asked of it; and
 * glibc, left alone, keeps freed memory in an arena for each thread, of which password hashes (19 MiB each) soon fill several.
 */
import { collectGarbage } from "#lib/base/collect-garbage";

/** For the environment of a child process. Blocks from 1 MiB on are given back to the system as soon as they are freed. */
export const MALLOC_SETTINGS = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "1048576",
  MALLOC_TRIM_THRESHOLD_: "1048576",
} as const;

/**
 * For the command line of a child process: half of V8's usual room for young objects (MB), which a load fills whatever it is, and a heap
 * that grows by two fifths over what lives in it before it is collected, instead of doubling and more.
 */
export const V8_SETTINGS = ["--max-semi-space-size=8", "--heap-growing-percent=40"] as const;

/** Long enough for the first page or the first jobs to have been loaded, in ms. */
const SETTLED_AFTER_MS = 10_000;

/** Collects once, when this process has started; it costs some 50 ms then, and nothing later. */
export function settleMemorySoon(): void {
  setTimeout(collectGarbage, SETTLED_AFTER_MS).unref();
}
