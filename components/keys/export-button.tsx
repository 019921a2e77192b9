"use client";
import { FileDown } from "lucide-react";
import { useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { asFailure } from "#lib/console/as-failure";
import { queryOperation } from "#lib/console/browser-query";
import { type KeySearch, toSearchInput } from "#lib/console/key-search";
import { saveFile } from "#lib/console/save-file";
import { words } from "#lib/console/words";
import type { KeyDetails } from "#lib/operations/key-details";

const EXPORT_PAGE = 1000;

/** Saves every key that the filters match, in the list's order, as CSV. */
export function ExportButton({ search }: { search: KeySearch }) {
  const { project } = useWorkplace();
  const toasts = useToasts();
  const [isPending, setPending] = useState(false);
  const run = async () => {
    setPending(true);
    try {
      const { toCsv } = await import("#lib/console/key-csv");
      const keys: KeyDetails[] = [];
      let cursor: string | undefined;
      do {
        const input = { ...toSearchInput({ ...search, trail: [] }, EXPORT_PAGE), cursor };
        const page = await queryOperation("searchKeys", project.id, input);
        keys.push(...page.keys);
        cursor = page.next_cursor || undefined;
      } while (cursor);
      saveFile(`keys-${project.name}-${new Date().toISOString().slice(0, 10)}.csv`, "text/csv;charset=utf-8", toCsv(keys));
      toasts.success({ text: words.keys.exported(keys.length) });
    } catch (error) {
      const failure = asFailure(error);
      toasts.failure({ text: failure.message, requestId: failure.requestId });
    } finally {
      setPending(false);
    }
  };
  return (
    <Button kind="quiet" isPending={isPending} onClick={run}>
      <FileDown size={15} aria-hidden />
      {isPending ? words.keys.exporting : words.keys.export}
    </Button>
  );
}
