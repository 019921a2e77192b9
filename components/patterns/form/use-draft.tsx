"use client";
import { useEffect, useState } from "react";
import { usePlace } from "#components/shell/workplace";
import { draftKey, keepDraft, readDraft } from "#lib/console/browser/drafts";

/**
 * State of a form that outlives it: what was typed is there when the same form is opened again, after Escape, Back, or signing in anew.
 * For what is no secret only.
 * @param form unique name of the form
 * @param beginning what a new form holds
 */
export function useDraft<T extends object>(form: string, beginning: T) {
  const { accountId, userId, project } = usePlace();
  const key = draftKey([accountId, userId, project?.id ?? ""], form);
  const [found] = useState(() => readDraft(window.sessionStorage, key, beginning));
  const [value, setValue] = useState<T>(found ?? beginning);
  const [isRestored, setRestored] = useState(found !== null);
  const isBlank = JSON.stringify(value) === JSON.stringify(beginning);
  useEffect(() => keepDraft(window.sessionStorage, key, isBlank ? null : value), [key, value, isBlank]);
  return {
    value,
    change: (part: Partial<T>) => setValue((old) => ({ ...old, ...part })),
    /** What was typed before is shown: say so, and offer `discard`. */
    isRestored,
    /** Begins anew; also for when it was sent. */
    discard: () => {
      setValue(beginning);
      setRestored(false);
      keepDraft(window.sessionStorage, key, null);
    },
  };
}
