"use client";
import { useCallback, useEffect, useState } from "react";
import { findChoice, keepChoice } from "#lib/console/browser/keep-choice";
import { type OptionalColumn, toKeptColumns } from "#lib/console/browser/search/list-columns";
import { DENSE, type ListLooks, readLooks } from "#lib/console/browser/search/list-looks";

/** The looks, and the way to change and keep them. */
export function useListLooks(initial: ListLooks) {
  const [looks, setLooks] = useState(initial);
  // A page that the browser had kept may know of an older choice.
  useEffect(() => {
    const kept = readLooks(findChoice("columns"), findChoice("density"));
    setLooks((old) => (old.isDense === kept.isDense && old.columns.join() === kept.columns.join() ? old : kept));
  }, []);
  const keepColumns = useCallback((columns: readonly OptionalColumn[]) => {
    keepChoice("columns", toKeptColumns(columns));
    setLooks((old) => ({ ...old, columns }));
  }, []);
  const keepDense = useCallback((isDense: boolean) => {
    keepChoice("density", isDense ? DENSE : null);
    setLooks((old) => ({ ...old, isDense }));
  }, []);
  return { looks, keepColumns, keepDense };
}
