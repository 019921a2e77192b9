"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { usePlace } from "#components/shell/workplace";
import { useToasts } from "#components/ui/toasts";
import type { ActionResult, Failure } from "#lib/console/api-failure";
import { identityQueries, keyQueries } from "#lib/console/browser/queries/query-keys";
import { settle } from "#lib/console/browser/settle";

type Options = {
  /** What is run changes nothing, so that only a refusal tells that what is shown of keys may be old. */
  readonly isReading?: boolean;
};

/**
 * Runs a server action once at a time. What was refused stays in `failure`, to be shown; afterwards everything that is shown of keys and
 * of people is read again, for a refusal too tells that something has changed.
 */
export function useSubmission({ isReading = false }: Options = {}) {
  const { project, accountId } = usePlace();
  const queries = useQueryClient();
  const toasts = useToasts();
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  /** Counts what was asked for and what was reset: a refusal that comes late belongs to an older number. */
  const round = useRef(0);
  /** What was entered has changed: a refusal of it is no longer true. What succeeds all the same has happened, and is told. */
  const reset = useCallback(() => {
    round.current += 1;
    setFailure(null);
  }, []);
  /**
   * @param onRefused for what the refusal means besides being shown
   * @returns the action's data, or null where it was refused or its answer was lost
   */
  const submit = async <T,>(
    run: () => Promise<ActionResult<T>>,
    onRefused?: (failure: Failure) => void,
  ): Promise<{ readonly data: T } | null> => {
    if (isPending) return null;
    setPending(true);
    reset();
    const own = round.current;
    const result = await settle(run, isReading);
    setPending(false);
    if (!isReading || !result.ok) {
      if (project) void queries.invalidateQueries({ queryKey: keyQueries.all(project.id) });
      void queries.invalidateQueries({ queryKey: identityQueries.all(accountId) });
    }
    if (result.ok) return { data: result.data };
    if (own !== round.current) return null;
    // The person did not want to prove who they are: all is as it was, and nothing is to be said.
    if (result.failure.kind === "stepUp") return null;
    // Whoever has closed the form meanwhile is told all the same.
    if (!isShown.current) toasts.failure({ text: result.failure.message, requestId: result.failure.requestId });
    setFailure(result.failure);
    onRefused?.(result.failure);
    return null;
  };
  return { submit, reset, isPending, failure };
}
