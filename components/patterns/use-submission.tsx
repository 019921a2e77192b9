"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import type { ActionResult, Failure } from "#lib/console/api-failure";
import { asFailure } from "#lib/console/browser/as-failure";
import { keyQueries } from "#lib/console/browser/queries/query-keys";

/**
 * Runs the server action of a dialog once at a time. What was refused stays in `failure`, for the dialog to show; afterwards
 * everything that is shown of keys is read again, for a refusal too tells that something has changed.
 */
export function useSubmission() {
  const { project } = useWorkplace();
  const queries = useQueryClient();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  /** @returns the action's data, or null where it was refused or led away to the sign-in page */
  const submit = async <T,>(run: () => Promise<ActionResult<T>>): Promise<{ readonly data: T } | null> => {
    if (isPending) return null;
    setPending(true);
    setFailure(null);
    const result = await run().catch((error: unknown) => ({ ok: false as const, failure: asFailure(error) }));
    setPending(false);
    if (!result) return null;
    void queries.invalidateQueries({ queryKey: keyQueries.all(project.id) });
    if (result.ok) return { data: result.data };
    setFailure(result.failure);
    return null;
  };
  return { submit, isPending, failure };
}
