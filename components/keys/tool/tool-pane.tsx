"use client";
import type { ReactNode } from "react";
import type { Execution } from "#components/keys/tool/use-execution";
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
  lead: string;
  /** What kind of input is taken, where there is a choice. */
  choice?: ReactNode;
  /** Why the key or the role forbids it; null where they do not. */
  refusal: string | null;
  /** Why it cannot be executed with what is entered; null where it can. */
  reason: string | null;
  execution: Execution;
  onExecute: () => void;
  onClear: () => void;
  /** What is put in and what comes out, side by side. */
  left: ReactNode;
  right: ReactNode;
  /** Under which of the two Execute and Clear stand: under what is entered last. */
  buttonsAt?: "left" | "right";
  /** Another button beside them. */
  more?: ReactNode;
  /** What is shown at the right, below the buttons. */
  outcome?: ReactNode;
  /** For a screen reader, when it is done; "" before. */
  announcement?: string;
  children?: ReactNode;
};

/** The frame of everything that the Tool does: what it is, why it may be off, what is put in, Execute, and what came of it. */
export function ToolPane({ buttonsAt = "left", ...pane }: Props) {
  const { refusal, execution } = pane;
  const buttons = (
    <div className="flex flex-wrap items-center gap-2">
      <Button kind="primary" reason={refusal ?? pane.reason} isPending={execution.isPending} onClick={pane.onExecute}>
        {toolWords.execute}
      </Button>
      <Button onClick={pane.onClear}>{toolWords.clear}</Button>
      {pane.more}
    </div>
  );
  return (
    <div className="panel mt-3 grid gap-5 p-5">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="min-w-0 text-sm text-muted">{pane.lead}</p>
        {pane.choice}
      </div>
      {refusal ? (
        <p className="notice" data-tone="caution">
          {refusal}
        </p>
      ) : null}
      {execution.failure ? <FailureNotice failure={execution.failure} /> : null}
      <div className="grid gap-5 lg:grid-cols-2">
        <div className="grid min-w-0 content-start gap-4">
          {pane.left}
          {buttonsAt === "left" ? buttons : null}
        </div>
        <div className="grid min-w-0 content-start gap-4">
          {pane.right}
          {buttonsAt === "right" ? buttons : null}
          {pane.outcome}
        </div>
      </div>
      <p role="status" className="sr">
        {pane.announcement}
      </p>
      {pane.children}
    </div>
  );
}
