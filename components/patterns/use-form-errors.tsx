"use client";
import { type FocusEvent, useEffect, useRef, useState } from "react";

type Errors = Readonly<Record<string, string>>;

/**
 * Which faults of a form are shown, and when: of a field that was filled and left, and after sending of all; never while one begins, and
 * none longer than it is true. The fields' `name` is what the faults are listed by. When sending fails the focus goes to the first field
 * at fault.
 * @param found faults of what is entered now, by field name
 */
export function useFormErrors(found: Errors) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isSent, setSent] = useState(false);
  const [tries, setTries] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);
  const leave = (event: FocusEvent<HTMLFormElement>) => {
    const field = event.target as Element as HTMLInputElement;
    if (field.name && field.value) setLeft((old) => (old.has(field.name) ? old : new Set([...old, field.name])));
  };
  return {
    shown: isSent ? found : (Object.fromEntries(Object.entries(found).filter(([name]) => left.has(name))) as Errors),
    isSent,
    /** For the `form` element. */
    form: { ref: form, onBlur: leave },
    /** @returns whether it can be sent; where not, all faults are shown and the first field at fault has the focus */
    send: (isSound: boolean): boolean => {
      setSent(true);
      if (!isSound) setTries((number) => number + 1);
      return isSound;
    },
    /** The service has found a fault: the focus goes to its field. */
    refused: () => setTries((number) => number + 1),
  };
}
