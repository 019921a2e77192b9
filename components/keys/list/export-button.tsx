"use client";
import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { ProgressBar } from "#components/patterns/progress-bar";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { ApiFailure } from "#lib/console/api-failure";
import type { KeySearch, MaySee } from "#lib/console/browser/search/key-search";
import { listWords } from "#lib/console/words/list-words";
import { words } from "#lib/console/words/words";

/** From here on the browser is asked for a place on disk at once. A smaller file is no burden in its store of downloads. */
const STREAMED_FROM = 200_000;

/** Also where the person closes the browser's question for a place on disk. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

type Props = {
  search: KeySearch;
  may: MaySee;
  /** How many keys will be written; null while that is not known exactly. */
  total: number | null;
};

/** Saves every key that the filters match, in the list's order, as CSV. */
export function ExportButton({ search, may, total }: Props) {
  const { project } = useWorkplace();
  const toasts = useToasts();
  const [done, setDone] = useState<number | null>(null);
  const running = useRef<AbortController>(null);
  // The file is of no use to a page that has been left.
  useEffect(() => () => running.current?.abort(), []);
  const run = async () => {
    const controller = new AbortController();
    running.current = controller;
    setDone(0);
    try {
      const [{ openFileSink }, { exportKeys }] = await Promise.all([
        import("#lib/console/browser/files/file-sink"),
        import("#lib/console/browser/files/export-keys"),
      ]);
      const name = `keys-${project.name}-${new Date().toISOString().slice(0, 10)}.csv`;
      const sink = await openFileSink(name, "text/csv;charset=utf-8", (total ?? 0) >= STREAMED_FROM);
      const { signal } = controller;
      const number = await exportKeys({ projectId: project.id, search, may, sink, onProgress: setDone, signal });
      toasts.success({ text: listWords.exported(number) });
    } catch (error) {
      // Whatever failed through it, or after it: a canceled export is no failure.
      if (controller.signal.aborted || isAbort(error)) toasts.success({ text: listWords.exportCanceled });
      else if (error instanceof ApiFailure) toasts.failure({ text: error.failure.message, requestId: error.failure.requestId });
      else toasts.failure({ text: listWords.fileFailed });
    } finally {
      setDone(null);
    }
  };
  if (done === null) {
    return (
      <Button look="icon" aria-label={listWords.export} onClick={run}>
        <Download className="i" aria-hidden />
      </Button>
    );
  }
  return (
    <div className="ml-2 flex items-center gap-3 text-sm">
      <div className="grid w-36 gap-1">
        <ProgressBar label={listWords.exportProgress} done={done} total={total} />
        <span className="hint">{listWords.exportedSoFar(done, total)}</span>
      </div>
      <Button onClick={() => running.current?.abort()}>{words.cancel}</Button>
    </div>
  );
}
