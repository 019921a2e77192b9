"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useSubmission } from "#components/patterns/form/use-submission";
import type { ActionResult, Failure } from "#lib/console/api-failure";
import { ownQueries } from "#lib/console/browser/queries/query-keys";

/** `useSubmission` for what is one's own: afterwards all that is shown of that is read again. */
export function useOwnSubmission() {
  const queries = useQueryClient();
  const { submit, ...rest } = useSubmission({ isReading: false });
  return {
    ...rest,
    submit: async <T,>(run: () => Promise<ActionResult<T>>, onRefused?: (failure: Failure) => void) => {
      const result = await submit(run, onRefused);
      void queries.invalidateQueries({ queryKey: ownQueries.all });
      return result;
    },
  };
}
