"use client";
import dynamic from "next/dynamic";
import { useEffect, useRef, useState } from "react";
import { historySteps, isHoldableStep, type StepEvent } from "#lib/console/browser/history-steps";

const LeaveDialog = dynamic(() => import("#components/keys/tool/leave-dialog"), { ssr: false });

/**
 * While it is shown, leaving asks: a link, Back, a reload, closing the page. For what is typed, is kept nowhere since it is a secret, and
 * has served nothing yet.
 */
export function LeaveGuard() {
  /** How to go on with what was held back; null while nothing is. */
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const isLetThrough = useRef(false);
  useEffect(() => {
    const hold = (event: Event, goOn: () => void) => {
      event.stopImmediatePropagation();
      event.preventDefault();
      setLeave(() => goOn);
    };
    const askOfPage = (event: BeforeUnloadEvent) => {
      if (!isLetThrough.current) event.preventDefault();
    };
    const askOfLink = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
      if (!link || isLetThrough.current || !isPlain(event) || link.target || link.origin !== window.location.origin) return;
      if (link.pathname === window.location.pathname && link.search === window.location.search) return;
      hold(event, () => link.click());
    };
    const history = historySteps();
    const askOfStep = (event: StepEvent) => {
      if (!isHoldableStep(event) || isLetThrough.current) return;
      hold(event, () => history?.traverseTo(event.destination.key));
    };
    window.addEventListener("beforeunload", askOfPage);
    window.addEventListener("click", askOfLink, { capture: true });
    history?.addEventListener("navigate", askOfStep);
    return () => {
      window.removeEventListener("beforeunload", askOfPage);
      window.removeEventListener("click", askOfLink, { capture: true });
      history?.removeEventListener("navigate", askOfStep);
    };
  }, []);
  if (leave === null) return null;
  return (
    <LeaveDialog
      onStay={() => setLeave(null)}
      onLeave={() => {
        isLetThrough.current = true;
        setLeave(null);
        leave();
      }}
    />
  );
}

function isPlain(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
