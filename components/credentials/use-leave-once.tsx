"use client";
import { useEffect, useState } from "react";
import { historySteps, isHoldableStep, type StepEvent } from "#lib/console/browser/history-steps";

/**
 * Guards what is shown only once: whoever closes, or goes back, before it was kept is asked once; a reload and the closing of the page the
 * browser asks about.
 * @param isShown it is on the screen
 * @param onLeave closes for good
 */
export function useLeaveOnce(isShown: boolean, onLeave: () => void) {
  const [isKept, setKept] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const isGuarded = isShown && !isKept;
  useEffect(() => {
    if (!isGuarded) return;
    const askOfPage = (event: BeforeUnloadEvent) => event.preventDefault();
    const askOfStep = (event: StepEvent) => {
      if (isAsked || !isHoldableStep(event)) return;
      event.preventDefault();
      setAsked(true);
    };
    const history = historySteps();
    window.addEventListener("beforeunload", askOfPage);
    history?.addEventListener("navigate", askOfStep);
    return () => {
      window.removeEventListener("beforeunload", askOfPage);
      history?.removeEventListener("navigate", askOfStep);
    };
  }, [isGuarded, isAsked]);
  return {
    /** The question is to be shown. */
    isAsked: isAsked && !isKept,
    /** It was copied or downloaded. */
    keep: () => setKept(true),
    /** For Escape and the cross. */
    leave: () => (isKept || isAsked ? onLeave() : setAsked(true)),
  };
}
