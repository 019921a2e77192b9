"use client";
import { useState } from "react";

/**
 * Guards what is shown only once: whoever closes before it was kept is asked once.
 * @param onLeave closes for good
 */
export function useLeaveOnce(onLeave: () => void) {
  const [isKept, setKept] = useState(false);
  const [isAsked, setAsked] = useState(false);
  return {
    /** The question is to be shown. */
    isAsked: isAsked && !isKept,
    /** It was copied or downloaded. */
    keep: () => setKept(true),
    /** For Escape and the cross. */
    leave: () => (isKept || isAsked ? onLeave() : setAsked(true)),
  };
}
