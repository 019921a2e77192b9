import type { ReactNode } from "react";

/** Facts side by side: name over value. @param label of the list, for a screen reader */
export function Facts({ label, className = "facts-bar", children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <dl className={`facts ${className}`} aria-label={label}>
      {children}
    </dl>
  );
}

export function Fact({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div className={className}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
