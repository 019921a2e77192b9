"use client";
import { Plus, Trash2 } from "lucide-react";
import { useRef } from "react";
import { TagField } from "#components/tags/tag-field";
import { Button } from "#components/ui/button";
import type { TagDraft, TagProblem } from "#lib/console/browser/inputs/tag-input";
import { TAGS_PER_KEY } from "#lib/console/browser/inputs/tag-limits";
import { tagWords } from "#lib/console/words/tag-words";

export const FIRST_TAG: readonly TagDraft[] = [{ id: 0, key: "", value: "" }];

type Props = {
  drafts: readonly TagDraft[];
  onChange: (drafts: readonly TagDraft[]) => void;
  problems: ReadonlyMap<number, TagProblem>;
  /** How many rows there may be. */
  room?: number;
  /** Whether only keys are asked for: what is removed goes whatever its value. */
  isKeyOnly?: boolean;
};

/** Rows of tag key and tag value, each with Delete (guide §2.6.1). */
export function TagRows({ drafts, onChange, problems, room = TAGS_PER_KEY, isKeyOnly = false }: Props) {
  const rows = useRef<HTMLDivElement>(null);
  const put = (id: number, change: Partial<TagDraft>) =>
    onChange(drafts.map((draft) => (draft.id === id ? { ...draft, ...change } : draft)));
  const focusRow = (at: number) => {
    // The rows are in the page after the next paint.
    requestAnimationFrame(() => {
      const inputs = rows.current?.querySelectorAll<HTMLElement>('[role="group"] input[data-tag-key]');
      (inputs?.[Math.max(at, 0)] ?? rows.current?.querySelector("button"))?.focus();
    });
  };
  const add = () => {
    onChange([...drafts, { id: Math.max(-1, ...drafts.map(({ id }) => id)) + 1, key: "", value: "" }]);
    focusRow(drafts.length);
  };
  return (
    <div ref={rows} className="grid gap-2">
      {drafts.map(({ id, key, value }, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid everywhere
        <div key={id} role="group" aria-label={tagWords.row(index + 1)} className="tag-rows" data-key-only={isKeyOnly || undefined}>
          <TagField
            label={tagWords.key}
            error={problems.get(id)?.key}
            isRequired
            value={key}
            onChange={(next) => put(id, { key: next })}
            valuesOf={null}
            data-tag-key
          />
          {isKeyOnly ? null : (
            <TagField
              label={tagWords.value}
              error={problems.get(id)?.value}
              value={value}
              onChange={(next) => put(id, { value: next })}
              valuesOf={key}
            />
          )}
          <Button
            look="icon"
            className="tag-remove"
            aria-label={tagWords.remove}
            onClick={() => {
              onChange(drafts.filter((draft) => draft.id !== id));
              focusRow(index - 1);
            }}
          >
            <Trash2 className="i" aria-hidden />
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Button
          kind="quiet"
          className="btn-flush"
          reason={drafts.length >= room ? tagWords.problems.full(TAGS_PER_KEY) : null}
          onClick={add}
        >
          <Plus className="i" aria-hidden />
          {tagWords.another}
        </Button>
        <p className="hint min-w-60 flex-1">
          {isKeyOnly ? tagWords.keyHint : `${tagWords.key}: ${tagWords.keyHint} ${tagWords.value}: ${tagWords.valueHint}`}
        </p>
      </div>
    </div>
  );
}
