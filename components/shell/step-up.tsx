"use client";
import dynamic from "next/dynamic";
import { useEffect, useSyncExternalStore } from "react";
import { answerStepUp, isStepUpAsked, subscribeToStepUp } from "#lib/console/browser/step-up-watch";

const StepUpDialog = dynamic(() => import("#components/shell/step-up-dialog"), { ssr: false });

/** Asks who it is wherever an action needs that, over whatever is open: all that was typed there stays. */
export function StepUp(who: { isByProvider: boolean; isFederated: boolean }) {
  const isAsked = useSyncExternalStore(subscribeToStepUp, isStepUpAsked, () => false);
  // Whoever leaves the pages leaves the question.
  useEffect(() => () => answerStepUp(false), []);
  return isAsked ? <StepUpDialog {...who} /> : null;
}
