/**
 * Reads a curve of memory: whether a module keeps some of every session object that was made and destroyed, and how much.
 * Invariant: only growth with every batch of a long run counts. A process that starts grows too, in leaps and for a while, since compiled
 * code and buffers take what they need once; a module that keeps memory never stops.
 */

/** Readings at the beginning in which everything is made for the first time. */
const WARM_UP = 2;
/** As many batches after each other must agree. */
const RUN = 8;
/** Bytes per object. Less is not worth a renewal: 8 MiB are then 250,000 messages. */
const LEAST_KEPT = 32;
/** What is kept of an object is the same for each; a heap that grows for other reasons grows by fits and starts. */
const MOST_UNEVEN = 4;
/**
 * A heap that has room from before takes it up first, so a module is believed to keep nothing only after so many batches. What a
 * start leaves behind was seen to hide four thousand objects of SoftHSM2's.
 */
export const MOST_BATCHES = 24;

/**
 * @param curve bytes in use after each batch; the first reading is from before the first
 * @param batch objects made and destroyed in each
 * @returns bytes kept per object, 0 for none; null when more batches are needed to tell
 */
export function keptPerObject(curve: readonly number[], batch: number): number | null {
  const grown = curve.slice(1).map((bytes, i) => (bytes - (curve[i] ?? bytes)) / batch);
  const last = grown.slice(WARM_UP).slice(-RUN);
  const [least, most] = [Math.min(...last), Math.max(...last)];
  if (last.length === RUN && least >= LEAST_KEPT && most <= MOST_UNEVEN * least) return Math.round(median(last));
  return grown.length >= MOST_BATCHES ? 0 : null;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}
