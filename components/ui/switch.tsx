"use client";
import { Button } from "#components/ui/button";

type Props = {
  /** Its name, unless an element with `aria-labelledby`'s id gives it. */
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  /** Why it cannot be turned; null where it can. */
  reason?: string | null;
};

/** Turns something on or off at once, or after a dialog: `role=switch`. */
export function Switch({ label, isOn, onChange, reason = null }: Props) {
  return (
    <Button
      look="link"
      className="switch"
      role="switch"
      aria-checked={isOn}
      aria-label={label}
      reason={reason}
      onClick={() => onChange(!isOn)}
    >
      <span aria-hidden />
    </Button>
  );
}
