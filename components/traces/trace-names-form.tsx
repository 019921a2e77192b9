"use client";
import { type FormEvent, useState } from "react";
import { Chip } from "#components/patterns/chip";
import { SegmentedChoice } from "#components/patterns/form/segmented-choice";
import { SuggestField } from "#components/patterns/form/suggest-field";
import { Button } from "#components/ui/button";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import { TRACE_NAMES } from "#lib/console/browser/traces/trace-names";
import { type TraceSearch, withName, withoutName } from "#lib/console/browser/traces/trace-search";
import { traceFilterWords } from "#lib/console/words/traces/trace-words";
import { escapeMarks } from "#lib/domain/text";
import { isTraceText } from "#lib/domain/trail/trace-query";

type Props = {
  search: TraceSearch;
  seen: readonly ShownTrace[];
  onChange: (next: TraceSearch) => void;
  onClose: () => void;
};

/** Names that are wanted, or that are not, one after the other. */
export function TraceNamesForm({ search, seen, onChange, onClose }: Props) {
  const [text, setText] = useState("");
  const [whether, setWhether] = useState<"is" | "isNot">(search.notNames.length > 0 && search.names.length === 0 ? "isNot" : "is");
  const [isAsked, setAsked] = useState(false);
  const chosen = whether === "is" ? search.names : search.notNames;
  const offered = [...new Set([...TRACE_NAMES, ...seen.map(({ trace_name }) => trace_name)])].filter((name) => !chosen.includes(name));
  const typed = text.trim();
  // A comma parts names in the URL.
  const isSound = isTraceText(typed) && !typed.includes(",");
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (typed === "" && chosen.length > 0) return onClose();
    setAsked(true);
    if (!isSound) return;
    onChange(withName(search, typed, whether === "is"));
    setText("");
    setAsked(false);
  };
  return (
    <form className="grid gap-3" onSubmit={add}>
      <SegmentedChoice
        legend={traceFilterWords.whether}
        options={[
          { value: "is", label: traceFilterWords.is },
          { value: "isNot", label: traceFilterWords.isNot },
        ]}
        value={whether}
        onChange={setWhether}
      />
      <SuggestField
        label={traceFilterWords.nameField}
        error={isAsked && !isSound ? traceFilterWords.invalid : null}
        value={text}
        onChange={setText}
        suggestions={offered}
        side="below"
      />
      {chosen.length > 0 ? (
        <ul className="chosen-names" aria-label={traceFilterWords.chosenNames}>
          {chosen.map((name) => (
            <li key={name}>
              <Chip label={escapeMarks(name)} onRemove={() => onChange(withoutName(search, name))} />
            </li>
          ))}
        </ul>
      ) : null}
      <div className="btn-row">
        <Button type="submit">{traceFilterWords.addName}</Button>
        <Button kind="quiet" onClick={onClose}>
          {traceFilterWords.done}
        </Button>
      </div>
    </form>
  );
}
