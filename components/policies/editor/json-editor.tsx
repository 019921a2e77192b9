"use client";
import { type KeyboardEvent, type Ref, useImperativeHandle, useMemo, useRef } from "react";
import { FaultList } from "#components/policies/editor/fault-list";
import { JsonText } from "#components/policies/editor/json-text";
import { toJsonLines } from "#lib/console/browser/policy/json-lines";
import { applyMending, type Mending } from "#lib/console/browser/policy/mend-fault";
import { editorWords } from "#lib/console/words/policies/editor-words";
import type { PolicyFault } from "#lib/domain/policy/faults";

/** For whoever leads to a place in the text. */
export type EditorHandle = { readonly goTo: (start: number, end: number) => void };

type Props = {
  text: string;
  onChange: (text: string) => void;
  faults: readonly PolicyFault[];
  /** Lines to be marked, from 1: those of the statement that is looked at. */
  marked: { readonly from: number; readonly to: number } | null;
  ref?: Ref<EditorHandle>;
};

/**
 * A policy's text: a text area, so that typing, undoing, search and reading aloud work as everywhere, over a drawing of the same text that
 * has its colours, line numbers, and what is wrong where it stands.
 */
export function JsonEditor({ text, onChange, faults, marked, ref }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const drawing = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => toJsonLines(text, faults), [text, faults]);
  const goTo = (start: number, end: number) => {
    const line = text.slice(0, start).split("\n").length - 1;
    area.current?.focus({ preventScroll: true });
    area.current?.setSelectionRange(start, end);
    drawing.current?.children[line]?.scrollIntoView({ block: "center" });
  };
  useImperativeHandle(ref, () => ({ goTo }));
  const take = (mending: Mending) => {
    const area_ = area.current;
    if (!area_) return;
    area_.focus({ preventScroll: true });
    area_.setSelectionRange(mending.start, mending.end);
    // Typed for the person, so that it can be undone like what was typed; where a browser does not, it is put all the same.
    if (!document.execCommand("insertText", false, mending.text)) onChange(applyMending(text, mending));
  };
  return (
    <div className="editor-box">
      <div className="editor">
        <div className="editor-sheet">
          <JsonText ref={drawing} lines={lines} marked={marked} />
          <textarea
            ref={area}
            className="editor-area"
            name="text"
            aria-label={editorWords.text}
            aria-invalid={faults.length > 0 || undefined}
            aria-describedby={faults.length > 0 ? FAULTS : undefined}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            wrap="off"
            rows={Math.max(lines.length, 1)}
            value={text}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={keepIndent}
          />
        </div>
      </div>
      {faults.length > 0 ? <FaultList id={FAULTS} text={text} faults={faults} onGo={goTo} onMend={take} /> : null}
    </div>
  );
}

/** There is one editor on a page. */
const FAULTS = "policy-faults";

/** A new line begins where the one before began. */
function keepIndent(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const { value, selectionStart } = event.currentTarget;
  const line = value.slice(value.lastIndexOf("\n", selectionStart - 1) + 1, selectionStart);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
  if (indent !== "" && document.execCommand("insertText", false, `\n${indent}`)) event.preventDefault();
}
