"use client";
import type { CSSProperties } from "react";

/** How far something is. @param total null where nobody knows: then the bar only says that it goes on */
export function ProgressBar({ label, done, total }: { label: string; done: number; total: number | null }) {
  if (total === null || total === 0) return <div role="progressbar" aria-label={label} className="progress" data-open />;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={done}
      aria-valuemin={0}
      aria-valuemax={total}
      className="progress"
      style={{ "--done": Math.min(done / total, 1) } as CSSProperties}
    />
  );
}
