"use client";
import { Plus, Trash2 } from "lucide-react";
import { useRef } from "react";
import { Button } from "#components/ui/button";
import { type ContextPair, toContext } from "#lib/console/browser/inputs/tool-input";
import { toolWords } from "#lib/console/words/tool-words";

type Props = { pairs: readonly ContextPair[]; onChange: (pairs: readonly ContextPair[]) => void };

/** Pairs of name and value that are bound to the ciphertext. */
export function ContextEditor({ pairs, onChange }: Props) {
  const nextId = useRef(0);
  const isWrong = toContext(pairs) === null;
  const put = (id: number, change: Partial<ContextPair>) => onChange(pairs.map((pair) => (pair.id === id ? { ...pair, ...change } : pair)));
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-semibold">{toolWords.context}</legend>
      <p className="mt-0.5 text-xs text-muted">{toolWords.contextHint}</p>
      {pairs.map((pair, index) => (
        <div key={pair.id} className="mt-2 flex max-w-2xl items-center gap-2">
          <input
            className="input"
            data-size="small"
            aria-label={`${toolWords.contextName} ${index + 1}`}
            placeholder={toolWords.contextName}
            aria-invalid={isWrong || undefined}
            autoComplete="off"
            spellCheck={false}
            value={pair.name}
            onChange={(event) => put(pair.id, { name: event.target.value })}
          />
          <input
            className="input"
            data-size="small"
            aria-label={`${toolWords.contextValue} ${index + 1}`}
            placeholder={toolWords.contextValue}
            autoComplete="off"
            spellCheck={false}
            value={pair.value}
            onChange={(event) => put(pair.id, { value: event.target.value })}
          />
          <Button
            look="icon"
            aria-label={toolWords.contextRemove(index + 1)}
            onClick={() => onChange(pairs.filter((one) => one.id !== pair.id))}
          >
            <Trash2 size={14} aria-hidden />
          </Button>
        </div>
      ))}
      {isWrong ? <p className="mt-1.5 text-xs text-danger">{toolWords.contextDuplicate}</p> : null}
      <Button
        look="link"
        className="mt-1.5 inline-flex items-center gap-1"
        onClick={() => onChange([...pairs, { id: nextId.current++, name: "", value: "" }])}
      >
        <Plus size={13} aria-hidden />
        {toolWords.contextAdd}
      </Button>
    </fieldset>
  );
}
