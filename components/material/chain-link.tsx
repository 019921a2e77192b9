import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { Mark } from "#components/patterns/mark";

type Props = {
  /** `dueNow` holds up what follows, and is marked for it; `locked` waits for what comes before. */
  standing: "done" | "due" | "dueNow" | "locked";
  title: string;
  text: string;
  /** A line of figures or names, as data. */
  code?: string | null;
  actions?: ReactNode;
  /** Below all that, as wide as it. */
  children?: ReactNode;
};

/** One of several things that hang on each other, with its mark and what can be done about it. */
export function ChainLink({ standing, title, text, code, actions, children }: Props) {
  return (
    <li className={standing === "dueNow" ? "is-due" : ""}>
      {standing === "done" ? <Mark shape="ok" tone="positive" /> : null}
      {standing === "due" ? <Mark shape="dot" tone="caution" /> : null}
      {standing === "dueNow" || standing === "locked" ? (
        <Lock className={`i ${standing === "dueNow" ? "mark-caution" : "mark-plain"}`} aria-hidden />
      ) : null}
      <div className="min-w-0">
        <p className="strong">{title}</p>
        <p className={standing === "dueNow" ? "" : "muted"}>{text}</p>
        {code ? <p className="hash wrap-anywhere">{code}</p> : null}
      </div>
      {actions ? <div className="chain-actions">{actions}</div> : null}
      {children ? <div className="chain-more">{children}</div> : null}
    </li>
  );
}
