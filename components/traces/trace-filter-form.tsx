"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { Choice } from "#components/patterns/form/choice";
import { SuggestField, type Suggestion } from "#components/patterns/form/suggest-field";
import { useWorkplace } from "#components/shell/workplace";
import { TraceNamesForm } from "#components/traces/trace-names-form";
import { Button } from "#components/ui/button";
import { traceQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import { type TraceFilterName, type TraceSearch, withText } from "#lib/console/browser/traces/trace-search";
import { traceFilterWords } from "#lib/console/words/traces/trace-words";
import { escapeMarks } from "#lib/domain/text";
import { TRACE_OUTCOMES } from "#lib/domain/trace";
import { isTraceText, type TraceQueryText } from "#lib/domain/trail/trace-query";

type Props = {
  name: TraceFilterName;
  search: TraceSearch;
  seen: readonly ShownTrace[];
  onChange: (next: TraceSearch) => void;
  onClose: () => void;
};

/** The form of one filter. What is ticked counts at once; what is typed, when it is applied. */
export default function TraceFilterForm({ name, ...rest }: Props) {
  if (name === "outcome") return <OutcomeForm {...rest} />;
  return name === "trace_name" ? <TraceNamesForm {...rest} /> : <TextForm name={name} {...rest} />;
}

function OutcomeForm({ search, onChange, onClose }: Omit<Props, "name">) {
  const { outcomes } = search;
  return (
    <div className="grid gap-3">
      <fieldset>
        <legend className="label">{traceFilterWords.labels.outcome}</legend>
        {TRACE_OUTCOMES.map((outcome) => (
          <Choice
            key={outcome}
            checked={outcomes.includes(outcome)}
            onChange={(event) => {
              const chosen = event.target.checked ? [...outcomes, outcome] : outcomes.filter((one) => one !== outcome);
              onChange({ ...search, outcomes: TRACE_OUTCOMES.filter((one) => chosen.includes(one)), open: "" });
            }}
          >
            {outcome}
          </Choice>
        ))}
      </fieldset>
      <div className="btn-row">
        <Button onClick={onClose}>{traceFilterWords.done}</Button>
      </div>
    </div>
  );
}

function TextForm({ name, search, seen, onChange, onClose }: Omit<Props, "name"> & { name: TraceQueryText }) {
  const [text, setText] = useState(search.texts[name]);
  const [isAsked, setAsked] = useState(false);
  const keys = useKeys(name === "resource_id" ? text : "");
  const suggestions = useMemo(() => [...keys, ...suggestionsOf(name, seen)], [keys, name, seen]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    const typed = text.trim();
    if (!isTraceText(typed)) return;
    // Whoever types an alias means the key that has it.
    onChange(withText(search, name, suggestions.find(({ label }) => label === typed)?.value ?? typed));
    onClose();
  };
  return (
    <form className="grid gap-3" onSubmit={submit}>
      <SuggestField
        label={traceFilterWords.fields[name]}
        error={isAsked && !isTraceText(text.trim()) ? traceFilterWords.invalid : null}
        value={text}
        onChange={setText}
        suggestions={suggestions}
        side="below"
      />
      <div className="btn-row">
        <Button type="submit">{traceFilterWords.apply}</Button>
      </div>
    </form>
  );
}

const NO_KEYS: readonly Suggestion[] = [];

/** Keys whose alias or ID has the text. */
function useKeys(text: string): readonly Suggestion[] {
  const { project, mayDo } = useWorkplace();
  const wanted = text.trim();
  const { data } = useQuery({
    queryKey: traceQueries.resources(project.id, wanted),
    queryFn: ({ signal }) => queryOperation("searchKeys", project.id, { search: wanted, limit: 8 }, signal),
    enabled: wanted !== "" && mayDo.includes("searchKeys"),
    placeholderData: (before) => before,
  });
  return useMemo(
    () =>
      data?.keys.map(({ key_id, key_alias }) => ({ value: key_id, label: escapeMarks(key_alias), detail: key_id.slice(0, 8) })) ?? NO_KEYS,
    [data],
  );
}

/** What the traces that are shown say. */
function suggestionsOf(name: TraceQueryText, seen: readonly ShownTrace[]): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const trace of seen) {
    const { value, label } = {
      resource_id: { value: trace.resource_id, label: trace.resource_name },
      caller_id: { value: trace.user_id, label: trace.user_name },
      ip: { value: trace.ip, label: trace.ip },
      request_id: { value: "", label: "" },
    }[name];
    if (value !== "" && !found.has(value)) found.set(value, { value, label: escapeMarks(label || value) });
  }
  return [...found.values()];
}
