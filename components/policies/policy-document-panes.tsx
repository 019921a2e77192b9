"use client";
import { useMemo, useRef, useState } from "react";
import { CopyButton } from "#components/patterns/copy-button";
import { JsonText } from "#components/policies/editor/json-text";
import { PolicyReading } from "#components/policies/policy-reading";
import { TryIt } from "#components/policies/try/try-it";
import { toJsonLines } from "#lib/console/browser/policy/json-lines";
import type { PolicyItem } from "#lib/console/browser/policy/policy-items";
import { readDocument } from "#lib/console/browser/policy/read-text";
import { editorWords } from "#lib/console/words/policies/editor-words";
import { policyWords } from "#lib/console/words/policies/policy-words";
import { tryWords } from "#lib/console/words/policies/try-words";

const words = policyWords.page;

/** A policy as it is stored: its JSON, what it says, and whom it lets do what; the statement that is looked at is marked in all of them. */
export function PolicyDocumentPanes({ item }: { item: PolicyItem }) {
  const { text, statements } = useMemo(() => readDocument(item.document), [item.document]);
  const lines = useMemo(() => toJsonLines(text, []), [text]);
  const [chosen, setChosen] = useState<number | null>(null);
  const drawing = useRef<HTMLDivElement>(null);
  const marked = (chosen === null ? null : statements[chosen]) ?? null;
  return (
    <div className="panes panes-read">
      <div className="pane-left">
        <div className="pane-bar">
          <h2 id="policy-json" className="mr-auto">
            {words.document}
          </h2>
          <CopyButton text={text} what={words.copyJson} />
        </div>
        {item.kind === "system" ? <p className="policy-notes muted dense">{words.system}</p> : null}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be in reach of the keyboard */}
        <section className="editor-read" tabIndex={0} aria-labelledby="policy-json">
          <JsonText ref={drawing} lines={lines} marked={marked} isRead />
        </section>
      </div>
      <div className="pane-right">
        <section className="pane-part" aria-labelledby="policy-says">
          <h2 id="policy-says">{editorWords.says.title}</h2>
          <PolicyReading
            statements={statements}
            by="lines"
            chosen={chosen}
            onGo={({ statement, from }) => {
              setChosen(statement);
              drawing.current?.children[from - 1]?.scrollIntoView({ block: "nearest" });
            }}
          />
        </section>
        <section className="pane-part" aria-labelledby="policy-try">
          <h2 id="policy-try">{tryWords.title}</h2>
          <TryIt
            policyId={item.id}
            onAnswer={(tried) => {
              const reason = tried?.decision.reason;
              setChosen(reason && "place" in reason && reason.place.policyId === item.id ? reason.place.statement : null);
            }}
          />
        </section>
      </div>
    </div>
  );
}
