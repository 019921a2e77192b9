"use client";
import { type FormEvent, useState } from "react";
import { Field } from "#components/patterns/form/field";
import { Button } from "#components/ui/button";
import { type Span, spanOf, type TraceSearch } from "#lib/console/browser/traces/trace-search";
import { traceFilterWords } from "#lib/console/words/traces/trace-words";
import { RANGE_NAMES, readSpan } from "#lib/domain/trail/trace-query";

type Props = { search: TraceSearch; onChoose: (range: TraceSearch["range"]) => void };

/** Up to now for so long, or from one moment to another in the browser's own zone. */
export default function RangeForm({ search, onChoose }: Props) {
  const [begun] = useState(() => search.chosen ?? spanOf(search, Date.now()));
  const [from, setFrom] = useState(() => toField(begun.from));
  const [to, setTo] = useState(() => toField(begun.to));
  const [isAsked, setAsked] = useState(false);
  const span = toSpan(from, to);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (span !== null) onChoose(span);
  };
  const missing = (text: string) => (isAsked && text === "" ? traceFilterWords.momentMissing : null);
  return (
    <div className="range-form">
      <ul>
        {RANGE_NAMES.map((name) => (
          <li key={name}>
            <button
              type="button"
              className="menu-item"
              aria-pressed={search.chosen === null && search.range === name}
              onClick={() => onChoose(name)}
            >
              {traceFilterWords.ranges[name]}
            </button>
          </li>
        ))}
      </ul>
      <form className="grid gap-3" onSubmit={submit} aria-label={traceFilterWords.ownRange} noValidate>
        <Field label={traceFilterWords.from} error={missing(from)}>
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              step={1}
              className="input"
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={traceFilterWords.to}
          hint={traceFilterWords.localTime}
          error={missing(to) ?? (isAsked && from !== "" && span === null ? traceFilterWords.rangeInvalid : null)}
        >
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              step={1}
              className="input"
              value={to}
              onChange={(event) => setTo(event.target.value)}
            />
          )}
        </Field>
        <div className="btn-row">
          <Button type="submit">{traceFilterWords.apply}</Button>
        </div>
      </form>
    </div>
  );
}

/** A moment as a field of local date and time has it. */
function toField(ms: number): string {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** @returns null where there is no time between them */
function toSpan(from: string, to: string): Span | null {
  const [begin, end] = [new Date(from).getTime(), new Date(to).getTime()];
  return Number.isNaN(begin) || Number.isNaN(end) || begin < 0 || end < 0 ? null : readSpan(`${begin}-${end}`);
}
