"use client";
import { ChevronDown, Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { MenuButton } from "#components/ui/menu";
import { useToasts } from "#components/ui/toasts";
import { ApiFailure } from "#lib/console/api-failure";
import type { TraceSearch } from "#lib/console/browser/traces/trace-search";
import { traceExportWords } from "#lib/console/words/traces/trace-words";
import { words } from "#lib/console/words/words";
import { TRACE_EXPORT_FORMATS, type TraceExportFormat } from "#lib/operations/trace-operations";

/** From here on the browser is asked for a place on disk at once. A smaller file is no burden in its store of downloads. */
const STREAMED_FROM = 200_000;

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Saves every trace that the search finds, as lines of JSON or as CSV. @param total how many those are; null where nobody knows */
export function TraceExportButton({ search, total }: { search: TraceSearch; total: number | null }) {
  const { project, basePath } = useWorkplace();
  const toasts = useToasts();
  const [bytes, setBytes] = useState<number | null>(null);
  const running = useRef<AbortController>(null);
  // The file is of no use to a page that has been left.
  useEffect(() => () => running.current?.abort(), []);
  const run = async (format: TraceExportFormat) => {
    const controller = new AbortController();
    running.current = controller;
    setBytes(0);
    try {
      const { exportTraces } = await import("#lib/console/browser/files/export-traces");
      const fileName = `traces-${project.name}-${new Date().toISOString().slice(0, 10)}.${format}`;
      const isLarge = total === null || total >= STREAMED_FROM;
      const { signal } = controller;
      await exportTraces({ path: `${basePath}/traces/export`, search, format, fileName, isLarge, signal, onProgress: setBytes });
      toasts.success({ text: traceExportWords.exported(fileName) });
    } catch (error) {
      // Whatever failed through it, or after it: a canceled export is no failure.
      if (controller.signal.aborted || isAbort(error)) toasts.success({ text: traceExportWords.canceled });
      else if (error instanceof ApiFailure) toasts.failure({ text: error.failure.message, requestId: error.failure.requestId });
      else toasts.failure({ text: traceExportWords.fileFailed });
    } finally {
      setBytes(null);
    }
  };
  if (bytes !== null) {
    return (
      <span className="flex items-center gap-3">
        <span role="status" className="hint num">
          {traceExportWords.progress}: {traceExportWords.soFar(bytes)}
        </span>
        <Button onClick={() => running.current?.abort()}>{words.cancel}</Button>
      </span>
    );
  }
  return (
    <MenuButton
      align="end"
      entries={() =>
        TRACE_EXPORT_FORMATS.map((format) => ({
          kind: "action",
          id: format,
          label: traceExportWords.formats[format],
          detail: traceExportWords.details[format],
          onSelect: () => void run(format),
        }))
      }
    >
      <Download className="i" aria-hidden />
      {traceExportWords.button}
      <ChevronDown className="i i-s" aria-hidden />
    </MenuButton>
  );
}
