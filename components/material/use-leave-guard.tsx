"use client";
import { useEffect, useRef } from "react";

const MARK = "kmsImport";

/**
 * Back comes to the dialog first, and closing the page asks while something would be lost.
 * @param isGuarded while a step back must not go by unseen
 * @param isAsking while the browser itself asks before the page goes
 * @param onBack somebody has gone back
 */
export function useLeaveGuard(isGuarded: boolean, isAsking: boolean, onBack: () => void): void {
  const back = useRef(onBack);
  useEffect(() => {
    back.current = onBack;
  });
  useEffect(() => {
    if (!isGuarded) return;
    // An entry of its own in the history, with what the router keeps in there, is what a step back takes away.
    const push = () => window.history.pushState({ ...window.history.state, [MARK]: true }, "", window.location.href);
    const isOurs = () => window.history.state?.[MARK] === true;
    // Later, for an effect that is undone at once must not have gone back.
    const timer = setTimeout(() => isOurs() || push());
    const handleBack = () => {
      if (isOurs()) return;
      push();
      back.current();
    };
    window.addEventListener("popstate", handleBack);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("popstate", handleBack);
      if (isOurs()) window.history.back();
    };
  }, [isGuarded]);
  useEffect(() => {
    if (!isAsking) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isAsking]);
}
