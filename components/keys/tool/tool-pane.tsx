"use client";
import type { KeyboardEvent, ReactNode } from "react";
import { LeaveGuard } from "#components/keys/tool/leave-guard";
import type { Execution } from "#components/keys/tool/use-execution";
import { Banner } from "#components/patterns/banner";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Button } from "#components/ui/button";
import { toolWords } from "#lib/console/words/tool-words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** What each thing that the Tool does is given. */
export type ToolProps = {
  item: KeyDetails;
  /** Why the key or the role forbids it; null where they do not. */
  refusal: string | null;
};

type Props = {
  /** Why the key or the role forbids it; null where they do not. */
  refusal: string | null;
  /** Why it cannot be executed with what is entered; null where it can. */
  reason: string | null;
  execution: Execution;
  onExecute: () => void;
  onClear: () => void;
  /** What is bound to the data, above the boxes. */
  context?: ReactNode;
  /** What is put in and what comes out, side by side. */
  left: ReactNode;
  right: ReactNode;
  /** Under which of the two Execute and Clear stand: under what is entered last. */
  buttonsAt?: "left" | "right";
  /** Another button beside them. */
  more?: ReactNode;
  /** What is shown at the right, below the buttons. */
  outcome?: ReactNode;
  /** The boxes leave room for fields above them. */
  isLow?: boolean;
  /** Something is typed that was not executed: leaving asks. */
  isUnserved?: boolean;
  /** For a screen reader, when it is done; "" before. */
  announcement?: string;
};

/** The frame of everything that the Tool does: why it may be off, what is put in, Execute (also Ctrl+Enter), and what came of it. */
export function ToolPane({ buttonsAt = "left", isLow = false, ...pane }: Props) {
  const { refusal, execution } = pane;
  const reason = refusal ?? pane.reason;
  const executeByKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (reason === null && !execution.isPending) pane.onExecute();
  };
  const buttons = (
    <div className="btn-row tool-go">
      <Button kind="primary" reason={reason} isPending={execution.isPending} aria-keyshortcuts="Control+Enter" onClick={pane.onExecute}>
        {toolWords.execute}
      </Button>
      <Button onClick={pane.onClear}>{toolWords.clear}</Button>
      {pane.more}
      <span className="hint only-wide tool-keys" aria-hidden>
        {toolWords.executeKeys}
      </span>
    </div>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the button inside
    <div onKeyDown={executeByKey}>
      {pane.isUnserved ? <LeaveGuard /> : null}
      {refusal ? <Banner tone="caution">{refusal}</Banner> : null}
      {pane.context}
      {execution.failure ? <FailureNotice failure={execution.failure} /> : null}
      <div className={isLow ? "tool-boxes is-low" : "tool-boxes"}>
        <div className="tool-side">
          {pane.left}
          {buttonsAt === "left" ? buttons : null}
        </div>
        <div className="tool-side">
          {pane.right}
          {buttonsAt === "right" ? buttons : null}
          {pane.outcome}
        </div>
      </div>
      <p role="status" className="sr">
        {pane.announcement}
      </p>
    </div>
  );
}
