"use client";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { Banner } from "#components/patterns/banner";
import { Mark } from "#components/patterns/mark";
import { SegmentedTabs } from "#components/patterns/segmented-tabs";
import { type EditorHandle, JsonEditor } from "#components/policies/editor/json-editor";
import { VisualEditor } from "#components/policies/editor/visual-editor";
import { PolicyReading } from "#components/policies/policy-reading";
import { Button } from "#components/ui/button";
import { formatJson } from "#lib/console/browser/policy/format-json";
import { type PolicyDraft, type PolicyView, type Stay, textOf, toView } from "#lib/console/browser/policy/policy-draft";
import { readText } from "#lib/console/browser/policy/read-text";
import { editorWords } from "#lib/console/words/policies/editor-words";
import type { PolicyFault } from "#lib/domain/policy/faults";

type Props = {
  draft: PolicyDraft;
  onChange: (draft: PolicyDraft) => void;
  /** Of the draft, as it is. */
  faults: readonly PolicyFault[];
  /** Rows are finished one by one: their faults are shown once they have been sent. */
  isSent: boolean;
  /** Above the tabs: name and description. */
  fields: ReactNode;
  /** Below what it says. */
  beside?: ReactNode;
  /** The statement that is looked at, from 0. */
  chosen?: number | null;
};

const VIEWS = [
  { value: "visual", label: editorWords.visual },
  { value: "json", label: editorWords.json },
] as const;

/** A policy as rows or as JSON, and beside it what it says. */
export function PolicyEditor({ draft, onChange, faults, isSent, fields, beside, chosen = null }: Props) {
  const editor = useRef<EditorHandle>(null);
  const [stay, setStay] = useState<Stay | null>(null);
  const text = textOf(draft);
  const statements = useMemo(() => readText(text), [text]);
  const isJson = draft.view === "json";
  // Nothing typed is no error yet.
  const shown = isSent || (isJson && text.trim() !== "") ? faults : [];
  const marked = (chosen === null ? null : statements?.[chosen]) ?? null;
  const put = (part: Partial<PolicyDraft>) => {
    setStay(null);
    onChange({ ...draft, ...part });
  };
  const change = (view: PolicyView) => {
    const moved = toView(draft, view);
    setStay(moved.stay);
    if (moved.stay === null) onChange(moved.draft);
  };
  return (
    <>
      <div className="pane-left">
        <div className="pane-fields">{fields}</div>
        <SegmentedTabs
          label={editorWords.views}
          tabs={VIEWS}
          value={draft.view}
          onChange={change}
          beside={
            <div className="pane-beside">
              <FaultCount faults={shown} isJson={isJson} isBlank={isJson ? text.trim() === "" : !isSent} />
              {isJson ? <FormatButton text={text} onFormat={(formatted) => put({ text: formatted })} /> : null}
            </div>
          }
        >
          {stay ? (
            <div className="policy-notes">
              <Banner tone="caution" role="alert">
                {stay.kind === "inexpressible" ? editorWords.stays.inexpressible(stay.statements) : editorWords.stays[stay.kind]}
              </Banner>
            </div>
          ) : null}
          {isJson ? (
            <JsonEditor ref={editor} text={draft.text} onChange={(typed) => put({ text: typed })} faults={shown} marked={marked} />
          ) : (
            <VisualEditor statements={draft.statements} onChange={(rows) => put({ statements: rows })} faults={shown} />
          )}
        </SegmentedTabs>
      </div>
      <div className="pane-right">
        <section className="pane-part" aria-labelledby="policy-says">
          <h2 id="policy-says">{editorWords.says.title}</h2>
          <PolicyReading
            statements={isJson || draft.statements.some(({ actions }) => actions.length > 0) ? statements : null}
            by={isJson ? "lines" : "number"}
            onGo={isJson ? ({ start, end }) => editor.current?.goTo(start, end) : undefined}
            chosen={chosen}
            isUnfinished={!isJson}
            nothing={isJson ? (text.trim() === "" ? editorWords.says.emptyText : editorWords.says.unreadable) : editorWords.says.empty}
          />
        </section>
        {beside}
      </div>
    </>
  );
}

function FaultCount({ faults, isJson, isBlank }: { faults: readonly PolicyFault[]; isJson: boolean; isBlank: boolean }) {
  const [first] = faults;
  return (
    <p role="status" className="state mr-auto">
      {first ? (
        <>
          <Mark shape="danger" tone="danger" />
          {isJson ? editorWords.faults(faults.length, first.line) : editorWords.faultsOfRows(faults.length)}
        </>
      ) : isBlank ? null : (
        <>
          <Mark shape="ok" tone="positive" />
          {editorWords.sound}
        </>
      )}
    </p>
  );
}

function FormatButton({ text, onFormat }: { text: string; onFormat: (text: string) => void }) {
  const formatted = useMemo(() => formatJson(text), [text]);
  return (
    <Button
      kind="quiet"
      size="s"
      reason={formatted === null ? editorWords.formatOff : null}
      onClick={() => formatted !== null && onFormat(formatted)}
    >
      {editorWords.format}
    </Button>
  );
}
