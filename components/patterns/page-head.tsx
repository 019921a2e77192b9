import type { ReactNode } from "react";

type Props = {
  title: string;
  /** Beside the title, such as a quota. */
  beside?: ReactNode;
  hint?: string;
  /** Buttons at the right: one primary at most. */
  children?: ReactNode;
};

/** The head of a page: its one title, and what most people came for. */
export function PageHead({ title, beside, hint, children }: Props) {
  return (
    <div className="head">
      <div className="head-text head-line">
        <h1 tabIndex={-1}>{title}</h1>
        {beside}
        {hint ? <p className="hint">{hint}</p> : null}
      </div>
      {children ? <div className="head-actions">{children}</div> : null}
    </div>
  );
}
