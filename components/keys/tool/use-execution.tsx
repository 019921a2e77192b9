"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import type { ActionResult } from "#lib/console/api-failure";
import { begin, blank, type Execution as Executed, follow, refuse, succeed } from "#lib/console/browser/execution";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { settle } from "#lib/console/browser/settle";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/**
 * What came of what was entered in the Tool. Invariant: `made` belongs to exactly the input, the key and the state that are on the screen.
 * @param input all that a result is made from; each part is the same value or object until it is changed
 */
export function useExecution<T>(item: KeyDetails, input: readonly unknown[]) {
  const { project } = useWorkplace();
  const queries = useQueryClient();
  const key = [item.key_id, item.key_state];
  const [kept, setKept] = useState(() => blank<T>(input, key));
  const now = follow(kept, input, key);
  // Put before anything is drawn: no frame shows a result beside another input.
  if (now !== kept) setKept(now);

  const execute = async (run: () => Promise<ActionResult<T>>) => {
    if (now.isPending) return;
    const asked = begin(now);
    setKept(asked);
    const answer = await settle(run, true);
    // A refusal may tell that the key is no longer as it is shown, also where nobody waits for the answer any more.
    if (!answer.ok) void queries.invalidateQueries({ queryKey: keyQueries.all(project.id) });
    setKept((shown) => (answer.ok ? succeed(shown, asked, answer.data) : refuse(shown, asked, answer.failure)));
  };
  /** Empties for good, also where nothing was entered; what is on its way is dropped. */
  const clear = () => setKept(blank([...input], key));
  return { execute, clear, isPending: now.isPending, failure: now.failure, made: now.made ? now.made.data : null };
}

export type Execution = Pick<Executed<unknown>, "isPending" | "failure">;
