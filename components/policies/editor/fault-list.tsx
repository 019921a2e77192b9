"use client";
import { Mark } from "#components/patterns/mark";
import { Button } from "#components/ui/button";
import { type Mending, mendFault } from "#lib/console/browser/policy/mend-fault";
import { editorWords } from "#lib/console/words/policies/editor-words";
import type { PolicyFault } from "#lib/domain/policy/faults";

type Props = {
  id: string;
  text: string;
  faults: readonly PolicyFault[];
  onGo: (start: number, end: number) => void;
  onMend: (mending: Mending) => void;
};

/** What is wrong with a text, each with its place; a press leads there, and where it is plain what was meant, another puts it. */
export function FaultList({ id, text, faults, onGo, onMend }: Props) {
  return (
    <ul id={id} className="fault-list">
      {faults.map((fault) => {
        const mending = mendFault(text, fault);
        return (
          <li key={`${fault.start}-${fault.code}-${fault.path}`}>
            <Mark shape="danger" tone="danger" />
            <p className="min-w-0 flex-1 wrap-anywhere">
              <Button look="link" aria-description={editorWords.goTo(fault.line)} onClick={() => onGo(fault.start, fault.end)}>
                {editorWords.faultAt(fault.line, fault.column)}
              </Button>
              {": "}
              {fault.message}
            </p>
            {mending ? (
              <Button kind="quiet" size="s" aria-description={editorWords.meant(mending.shown)} onClick={() => onMend(mending)}>
                {editorWords.useIt}
              </Button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
