import type { InputHTMLAttributes, ReactNode } from "react";

/** A box to tick, or one of several, with its sentence. */
export function Choice({ children, ...input }: InputHTMLAttributes<HTMLInputElement> & { children: ReactNode }) {
  return (
    <label className="choice">
      <input type="checkbox" {...input} className="check" />
      <span className="min-w-0">{children}</span>
    </label>
  );
}
