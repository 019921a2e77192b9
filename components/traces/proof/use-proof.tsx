"use client";
import { useEffect, useRef, useState } from "react";
import type { Failure } from "#lib/console/api-failure";
import { asFailure } from "#lib/console/browser/as-failure";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import type { CheckedReceipt, Receipt } from "#lib/console/browser/traces/check-receipt";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";

/** What is being done, or came of it. */
export type ProofFace =
  | { readonly kind: "none" | "verifying" | "fetching" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "checked"; readonly checked: CheckedReceipt; readonly signedAt: number };

/** Asks for a trace's receipt when somebody wants it, for each asking leaves a trace; and verifies it in this page. */
export function useProof(projectId: string, trace: ShownTrace) {
  const [face, setFace] = useState<ProofFace>({ kind: "none" });
  const receipt = useRef<Receipt>(null);
  const running = useRef<AbortController>(null);
  // Another trace, or none: nobody waits for this one any more.
  useEffect(() => () => running.current?.abort(), []);

  const run = async (kind: "verifying" | "fetching", work: (signal: AbortSignal) => Promise<ProofFace>) => {
    const controller = new AbortController();
    running.current = controller;
    const before = face;
    setFace({ kind });
    try {
      const next = await work(controller.signal);
      // What was verified stays while a file of it is saved.
      if (!controller.signal.aborted) setFace(kind === "fetching" && before.kind === "checked" ? before : next);
    } catch (error) {
      if (!controller.signal.aborted) setFace({ kind: "failed", failure: asFailure(error) });
    }
  };
  const fetchReceipt = (signal: AbortSignal) => queryOperation("showReceipt", projectId, { trace_id: trace.trace_id }, signal);

  return {
    face,
    verify: () =>
      run("verifying", async (signal) => {
        const [fetched, key, { checkReceipt }] = await Promise.all([
          fetchReceipt(signal),
          queryOperation("showAuditKey", projectId, {}, signal),
          import("#lib/console/browser/traces/check-receipt"),
        ]);
        receipt.current = fetched;
        return { kind: "checked", checked: await checkReceipt(trace, fetched, key), signedAt: fetched.checkpoint_time };
      }),
    /** @param save what is to be done with it */
    download: (save: (receipt: Receipt) => void) => {
      // The one that was verified, where one was.
      if (receipt.current) return save(receipt.current);
      return void run("fetching", async (signal) => {
        receipt.current = await fetchReceipt(signal);
        save(receipt.current);
        return { kind: "none" };
      });
    },
  };
}
