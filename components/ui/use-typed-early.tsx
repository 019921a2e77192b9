"use client";
import { type RefObject, useEffectEvent, useLayoutEffect } from "react";

/**
 * Takes over what was typed into a field before the page's script had come: React knows nothing of it, and would put its own value, which
 * is older, in its place.
 */
export function useTypedEarly(
  field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>,
  value: string,
  take: (typed: string) => void,
): void {
  const look = useEffectEvent(() => {
    const typed = field.current?.value ?? value;
    if (typed !== value) take(typed);
  });
  useLayoutEffect(() => look(), []);
}
