"use client";
import { Plus, X } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { TagField } from "#components/tags/tag-field";
import { Button } from "#components/ui/button";
import { criterionProblem, type TagCriterion, toParameter } from "#lib/console/browser/search/tag-criteria";
import { tagWords } from "#lib/console/words/tag-words";

const EMPTY: TagCriterion = { key: "", value: "" };

type Props = {
  /** The criteria that the list is searched by. */
  applied: readonly TagCriterion[];
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
  const [seen, setSeen] = useState(applied);
  /** What the list was asked for when a chip was taken away; null when the URL has it. */
  const [asked, setAsked] = useState<readonly TagCriterion[] | null>(null);
  // Back and "Clear filters" change the URL from outside. What a chip's removal asked for leaves the other chips as they are.
  if (!isSameList(seen, applied)) {
    setSeen(applied);
    setAsked(null);
    if (!asked || !isSameList(asked, applied)) setCriteria(applied);
  }
  const focusField = () => box.current?.querySelector<HTMLInputElement>("input")?.focus();

  const isApplied = (one: TagCriterion) => applied.some((other) => toParameter(other) === toParameter(one));

  /** @returns the criteria with what is entered, or null where that is none */
  const take = (): readonly TagCriterion[] | null => {
    const found = criterionProblem(entry, criteria);
    setProblem(found ?? {});
    if (found) return null;
    setEntry(EMPTY);
    return [...criteria, entry];
  };
  const add = () => {
    const next = take();
    if (next) setCriteria(next);
    focusField();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = entry.key === "" && entry.value === "" && criteria.length > 0 ? criteria : take();
    if (!next) return;
    setCriteria(next);
    onSearch(next);
  };
  const remove = (gone: TagCriterion) => {
    const rest = (list: readonly TagCriterion[]) => list.filter((one) => toParameter(one) !== toParameter(gone));
    setCriteria(rest(criteria));
    // One that the list is searched by is taken away there at once.
    if (isApplied(gone)) {
      const left = rest(asked ?? applied);
      setAsked(left);
      onSearch(left);
    }
    focusField();
  };
  const reset = () => {
    setCriteria([]);
    setEntry(EMPTY);
    setProblem({});
    if (applied.length > 0) onSearch([]);
    focusField();
  };
  const put = (part: Partial<TagCriterion>) => {
    setEntry((old) => ({ ...old, ...part }));
    setProblem({});
  };
  return (
    <form ref={box} onSubmit={submit} noValidate aria-label={tagWords.search.open} className="panel mt-2 grid gap-3 p-4">
      <p className="text-xs text-muted">{tagWords.search.lead}</p>
      <div className="grid items-start gap-x-3 gap-y-2 sm:grid-cols-[minmax(0,16rem)_minmax(0,16rem)_auto]">
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
          valuesOf={entry.key}
          side="below"
        />
        <div className="flex flex-wrap gap-2 sm:mt-6.5">
          <Button aria-label={tagWords.another} title={tagWords.another} onClick={add}>
            <Plus size={15} aria-hidden />
          </Button>
          <Button type="submit" kind="primary">
            {tagWords.search.submit}
          </Button>
          <Button onClick={reset}>{tagWords.search.reset}</Button>
        </div>
      </div>
      {criteria.length > 0 ? (
        <ul aria-label={tagWords.search.criteria} className="flex flex-wrap gap-2">
          {criteria.map((one) => (
            <li key={toParameter(one)} className="chip" data-pending={isApplied(one) ? undefined : true}>
              {tagWords.search.chip(one.key, one.value)}
              <Button look="icon" aria-label={tagWords.search.removeChip(one.key)} onClick={() => remove(one)}>
                <X size={13} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </form>
  );
}

function isSameList(one: readonly TagCriterion[], other: readonly TagCriterion[]): boolean {
  return one.map(toParameter).join("&") === other.map(toParameter).join("&");
}
