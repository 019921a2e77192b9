/** Writes the keys that a search matches as CSV, page after page; only one page is in memory at a time. */

import { matchingKeys } from "../queries/matching-keys";
import type { KeySearch, MaySee } from "../search/key-search";
import type { FileSink } from "./file-sink";
import { csvColumns, csvHeader, csvRows } from "./key-csv";

type Export = {
  readonly projectId: string;
  readonly search: KeySearch;
  /** What the user may be told of keys. */
  readonly may: MaySee;
  readonly sink: FileSink;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
};

/** @returns number of keys; whatever fails, no part of a file stays behind */
export async function exportKeys({ projectId, search, may, sink, onProgress, signal }: Export): Promise<number> {
  const parts = csvColumns(search.columns);
  let done = 0;
  try {
    await sink.write(csvHeader(parts));
    for await (const keys of matchingKeys(projectId, search, may, signal)) {
      await sink.write(csvRows(parts, keys));
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
