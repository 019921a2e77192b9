"use client";
import { useEffect, useRef, useState } from "react";
import { useSubmission } from "#components/patterns/use-submission";
import type { ActionResult } from "#lib/console/api-failure";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/**
 * What came of what was entered in the Tool. Invariant: `made` belongs to exactly the input, the key and the state that are on the screen;
 * whatever changes one of them calls `forget`, and an answer that comes after that is dropped.
 */
export function useExecution<T>(item: KeyDetails) {
  const { submit, reset, isPending, failure } = useSubmission({ isReading: true });
  const [made, setMade] = useState<T | null>(null);
  /** Counts what was entered and executed: an answer that comes late belongs to an older number. */
  const round = useRef(0);
  const forget = () => {
    round.current += 1;
    reset();
    setMade(null);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a refusal stays, for it may be what told of the other state
  useEffect(() => setMade(null), [item.key_state]);
  const execute = async (run: () => Promise<ActionResult<T>>) => {
    setMade(null);
    round.current += 1;
    const own = round.current;
    const answer = await submit(run);
    if (answer && own === round.current) setMade(answer.data);
  };
  return { execute, forget, isPending, failure, made };
}

export type Execution = Pick<ReturnType<typeof useExecution>, "isPending" | "failure">;
