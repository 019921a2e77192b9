"use client";
import { Plus, X } from "lucide-react";
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
    <fieldset className="context">
      <legend className="sr">{toolWords.context}</legend>
      <p className="context-name">
        <span className="label">{toolWords.context}</span>
        <span className={isWrong ? "hint is-danger" : "hint"}>{isWrong ? toolWords.contextDuplicate : toolWords.contextHint}</span>
      </p>
      <div className="context-pairs">
        {pairs.map((pair, index) => (
          <div key={pair.id} className="pair">
            <input
              className="input mono"
              aria-label={toolWords.contextNameOf(index + 1)}
              placeholder={toolWords.contextName}
              aria-invalid={isWrong || undefined}
              autoComplete="off"
              spellCheck={false}
              value={pair.name}
              onChange={(event) => put(pair.id, { name: event.target.value })}
            />
            <input
              className="input mono"
              aria-label={toolWords.contextValueOf(index + 1)}
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
              <X className="i i-s" aria-hidden />
            </Button>
          </div>
        ))}
        <Button kind="quiet" className="btn-flush" onClick={() => onChange([...pairs, { id: nextId.current++, name: "", value: "" }])}>
          <Plus className="i" aria-hidden />
          {toolWords.contextAdd}
        </Button>
      </div>
    </fieldset>
  );
}
