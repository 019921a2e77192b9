import type { ReactNode } from "react";

type Props = {
  lead: string;
  /** How much there is, as in "4 of 20 tags"; absent until it is known. */
  count?: string | undefined;
  isAtLimit?: boolean;
  /** What can be done here, at the right. */
  children?: ReactNode;
};

/** The first line of a tab: what it is about, how much there is, and what most people came for. */
export function PanelHead({ lead, count, isAtLimit = false, children }: Props) {
  return (
    <div className="panel-head">
      <p className="dense muted">
        {lead} {count ? <span className={`num whitespace-nowrap ${isAtLimit ? "is-caution" : "faint"}`}>{count}</span> : null}
      </p>
      {children ? <div className="btn-row">{children}</div> : null}
    </div>
  );
}
