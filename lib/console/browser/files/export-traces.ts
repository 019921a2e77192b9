/** Exports traces through the console's own server, part by part: the file is whole, or there is none. */
import type { TraceExportFormat } from "#lib/operations/trace-operations";
import { ApiFailure, type Failure, ownFailure, unanswered } from "../../api-failure";
import { traceExportWords } from "../../words/traces/trace-words";
import { type TraceSearch, toExportInput } from "../traces/trace-search";
import { openFileSink } from "./file-sink";

const MEDIA_TYPES = { ndjson: "application/x-ndjson", csv: "text/csv;charset=utf-8" } as const satisfies Record<TraceExportFormat, string>;

type Options = {
  /** Of the route that exports. */
  readonly path: string;
  readonly search: TraceSearch;
  readonly format: TraceExportFormat;
  readonly fileName: string;
  /** Whether the browser is to be asked for a place on disk. */
  readonly isLarge: boolean;
  readonly signal: AbortSignal;
  /** Called with the number of bytes so far. */
  readonly onProgress: (bytes: number) => void;
};

/** Only now and then, for a fast export would draw the page anew a thousand times. */
const TELL_EVERY_MS = 200;

/**
 * @throws ApiFailure with the API's words, or that it broke off
 * @throws DOMException "AbortError" when the person chooses no place
 */
export async function exportTraces({ path, search, format, fileName, isLarge, signal, onProgress }: Options): Promise<void> {
  // First, while the press is being handled: later the browser would not let itself be asked.
  const sink = await openFileSink(fileName, MEDIA_TYPES[format], isLarge);
  try {
    const body = await open(path, { ...toExportInput(search, Date.now()), format }, signal);
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let bytes = 0;
    let told = 0;
    for (;;) {
      const { done, value } = await body.read().catch((error: unknown) => {
        if (signal.aborted) throw error;
        throw new ApiFailure(ownFailure(503, traceExportWords.brokenOff));
      });
      if (done) break;
      bytes += value.byteLength;
      await sink.write(decoder.decode(value, { stream: true }));
      if (performance.now() - told > TELL_EVERY_MS) {
        told = performance.now();
        onProgress(bytes);
      }
    }
    await sink.write(decoder.decode());
    await sink.close();
  } catch (error) {
    await sink.abort().catch(() => undefined);
    throw error;
  }
}

async function open(path: string, input: object, signal: AbortSignal): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(input), signal, cache: "no-store" }).catch(
    (error: unknown) => {
      if (signal.aborted) throw error;
      throw new ApiFailure(unanswered(false));
    },
  );
  if (response.ok && response.body) return response.body.getReader();
  const body = (await response.json().catch(() => null)) as { failure?: Failure } | null;
  throw new ApiFailure(body?.failure ?? { ...unanswered(false), status: response.status });
}
