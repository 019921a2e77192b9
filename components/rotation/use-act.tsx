"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import type { ActionResult, Failure } from "#lib/console/api-failure";
import { asFailure } from "#lib/console/as-failure";
import { keyQueries } from "#lib/console/query-keys";

/** Runs a server action of a dialog: pending, refused, or done; then what is shown of keys is asked for anew. */
export function useAct<T>(onDone: (data: T) => void) {
  const { project } = useWorkplace();
  const queries = useQueryClient();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = async (act: () => Promise<ActionResult<T>>) => {
    setPending(true);
    setFailure(null);
    const result = await act().catch((error: unknown) => ({ ok: false as const, failure: asFailure(error) }));
    setPending(false);
    // Undefined: the action led away, to the sign-in page.
    if (!result) return;
    if (!result.ok) return setFailure(result.failure);
    void queries.invalidateQueries({ queryKey: keyQueries.all(project.id) });
    onDone(result.data);
  };
  return { run, isPending, failure };
}
