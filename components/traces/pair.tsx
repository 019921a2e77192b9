import type { ReactNode } from "react";

/** A member of a trace: its name, and what it says. */
export function Pair({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
