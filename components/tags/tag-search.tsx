"use client";
import { Plus } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { Chip } from "#components/patterns/chip";
import { TagField } from "#components/tags/tag-field";
import { Button } from "#components/ui/button";
import { TAGS_PER_SEARCH } from "#lib/console/browser/inputs/tag-limits";
import { forgiveBlanks } from "#lib/console/browser/search/forgive-blanks";
import { criterionProblem, type TagCriterion, toParameter } from "#lib/console/browser/search/tag-criteria";
import { tagWords } from "#lib/console/words/tag-words";

const EMPTY: TagCriterion = { key: "", value: "" };

type Props = {
  /** The criteria that the list is searched by. */
  applied: readonly TagCriterion[];
  /** Searches, and closes the box. */
  onSearch: (criteria: readonly TagCriterion[]) => void;
};

/**
 * The box of Search by Tag (guide §2.6.2): criteria are gathered as chips, then searched by together. What is being entered counts as
 * a criterion when Search is pressed.
 */
export default function TagSearch({ applied, onSearch }: Props) {
  const [criteria, setCriteria] = useState(applied);
  const [entry, setEntry] = useState(EMPTY);
  const [problem, setProblem] = useState<{ key?: string; value?: string }>({});
  const box = useRef<HTMLFormElement>(null);
  const focusField = () => box.current?.querySelector<HTMLInputElement>("input")?.focus();

  /** @returns the criteria with what is entered, or null where that is none */
  const take = (): readonly TagCriterion[] | null => {
    const entered = { key: forgiveBlanks(entry.key), value: forgiveBlanks(entry.value) };
    const found = criterionProblem(entered, criteria);
    setProblem(found ?? {});
    if (found) return null;
    setEntry(EMPTY);
    return [...criteria, entered];
  };
  const add = () => {
    const next = take();
    if (next) setCriteria(next);
    focusField();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The list is searched by what is in the box now, be it nothing any more.
    const isNothing = entry.key === "" && entry.value === "" && (criteria.length > 0 || applied.length > 0);
    const next = isNothing ? criteria : take();
    if (next) onSearch(next);
    else focusField();
  };
  const remove = (gone: TagCriterion) => {
    setCriteria(criteria.filter((one) => one !== gone));
    focusField();
  };
  const reset = () => {
    setCriteria([]);
    setEntry(EMPTY);
    setProblem({});
    if (applied.length > 0) onSearch([]);
    else focusField();
  };
  const put = (part: Partial<TagCriterion>) => {
    setEntry((old) => ({ ...old, ...part }));
    setProblem({});
  };
  return (
    <form ref={box} onSubmit={submit} noValidate aria-label={tagWords.search.open} className="grid gap-3">
      <div className="tag-row">
        <TagField
          label={tagWords.key}
          error={problem.key}
          value={entry.key}
          onChange={(key) => put({ key })}
          valuesOf={null}
          side="below"
        />
        <TagField
          label={tagWords.value}
          error={problem.value}
          value={entry.value}
          onChange={(value) => put({ value })}
          valuesOf={forgiveBlanks(entry.key)}
          side="below"
        />
        <Button look="icon" kind="plain" aria-label={tagWords.search.add} onClick={add}>
          <Plus className="i" aria-hidden />
        </Button>
      </div>
      {criteria.length > 0 ? (
        <ul aria-label={tagWords.search.criteria} className="btn-row">
          {criteria.map((one) => (
            <li key={toParameter(one)}>
              <Chip label={one.key} value={one.value === "" ? tagWords.search.anyValue : one.value} onRemove={() => remove(one)} />
            </li>
          ))}
        </ul>
      ) : null}
      <div className="pop-foot">
        <span className="hint">{tagWords.search.count(criteria.length, TAGS_PER_SEARCH)}</span>
        <Button kind="quiet" onClick={reset}>
          {tagWords.search.reset}
        </Button>
        <Button type="submit">{tagWords.search.submit}</Button>
      </div>
    </form>
  );
}
