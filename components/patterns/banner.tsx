import type { ReactNode } from "react";
import { Mark } from "#components/patterns/mark";

const MARKS = { plain: "note", caution: "caution", danger: "danger", positive: "ok" } as const;

type Props = {
  tone?: keyof typeof MARKS;
  /** `alert` for what failed just now, `status` for what has come about; absent for what was there from the first. */
  role?: "alert" | "status";
  className?: string;
  /** One action, at the right. */
  action?: ReactNode;
  /** One sentence. */
  children: ReactNode;
};

/** What concerns the whole page or form: a mark, a sentence, an action. */
export function Banner({ tone = "plain", role, className = "", action, children }: Props) {
  return (
    <div className={`banner ${tone === "plain" ? "" : `banner-${tone}`} ${className}`}>
      <Mark shape={MARKS[tone]} tone={tone} />
      <div className="min-w-0 flex-1 wrap-anywhere" role={role}>
        {children}
      </div>
      {action ? <div className="banner-action">{action}</div> : null}
    </div>
  );
}
