/** Writes the keys that a search matches as CSV, page after page; only one page is in memory at a time. */

import { matchingKeys } from "../queries/matching-keys";
import type { KeySearch } from "../search/key-search";
import type { FileSink } from "./file-sink";
import { csvHeader, csvRows } from "./key-csv";

type Export = {
  readonly projectId: string;
  readonly search: KeySearch;
  readonly sink: FileSink;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
};

/** @returns number of keys; whatever fails, no part of a file stays behind */
export async function exportKeys({ projectId, search, sink, onProgress, signal }: Export): Promise<number> {
  let done = 0;
  try {
    await sink.write(csvHeader());
    for await (const keys of matchingKeys(projectId, search, signal)) {
      await sink.write(csvRows(keys));
      done += keys.length;
      onProgress(done);
      signal.throwIfAborted();
    }
    await sink.close();
    return done;
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
