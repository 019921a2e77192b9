"use client";
import { Search } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { FaultLines } from "#components/policies/editor/fault-lines";
import { ACTION_GROUPS, type ActionBox, EVERYTHING, includedBy, tickAction } from "#lib/console/browser/policy/action-boxes";
import { editorWords } from "#lib/console/words/policies/editor-words";
import type { PolicyFault } from "#lib/domain/policy/faults";

type Props = {
  /** Of the statement, from 1. */
  number: number;
  chosen: readonly string[];
  faults: readonly PolicyFault[];
  onChange: (chosen: readonly string[]) => void;
};

/** Boxes to tick: everything, everything of a kind, single actions with their lines of Table 1-6. */
export function ActionFields({ number, chosen, faults, onChange }: Props) {
  const [sought, setSought] = useState("");
  const faultId = useId();
  const wanted = sought.trim().toLowerCase();
  const groups = useMemo(
    () =>
      ACTION_GROUPS.map(({ kind, whole, boxes }) => ({
        kind,
        boxes: [{ action: whole, lines: [editorWords.actions.whole(kind)] }, ...boxes].filter((box) => fits(box, wanted)),
      })).filter(({ boxes }) => boxes.length > 0),
    [wanted],
  );
  const everything: ActionBox = { action: EVERYTHING, lines: [editorWords.actions.everything] };
  const tick = (action: string, isTicked: boolean) => onChange(tickAction(chosen, action, isTicked));
  return (
    <fieldset className="statement-part" aria-describedby={faults.length > 0 ? faultId : undefined}>
      <legend className="label">{editorWords.actions.title}</legend>
      <p className="hint">{editorWords.actions.hint}</p>
      <div className="flex flex-wrap items-center gap-3">
        <span className="with-icon flex-1 basis-52">
          <Search className="i" aria-hidden />
          <input
            type="search"
            className="input"
            aria-label={editorWords.actions.find(number)}
            placeholder={editorWords.actions.findHint}
            autoComplete="off"
            value={sought}
            onChange={(event) => setSought(event.target.value)}
            onKeyDown={(event) => {
              // It narrows at once: there is nothing to send.
              if (event.key === "Enter") event.preventDefault();
            }}
          />
        </span>
        <span className="hint num" aria-live="polite">
          {editorWords.actions.chosen(chosen.length)}
        </span>
      </div>
      <div className="action-box">
        {fits(everything, wanted) ? (
          <div className="action-group">
            <Box box={everything} chosen={chosen} onTick={tick} />
          </div>
        ) : null}
        {groups.map(({ kind, boxes }) => (
          <fieldset key={kind} className="action-group">
            <legend>{editorWords.actions.kind(kind)}</legend>
            {boxes.map((box) => (
              <Box key={box.action} box={box} chosen={chosen} onTick={tick} />
            ))}
          </fieldset>
        ))}
        {groups.length === 0 && !fits(everything, wanted) ? <p className="action-group muted dense">{editorWords.actions.none}</p> : null}
      </div>
      <FaultLines id={faultId} faults={faults} />
    </fieldset>
  );
}

type BoxProps = { box: ActionBox; chosen: readonly string[]; onTick: (action: string, isTicked: boolean) => void };

function Box({ box: { action, lines }, chosen, onTick }: BoxProps) {
  const by = includedBy(chosen, action);
  const isIncluded = by !== null && by !== action;
  return (
    <label className="choice">
      <input
        type="checkbox"
        className="check"
        checked={by !== null}
        disabled={isIncluded}
        aria-description={isIncluded ? editorWords.actions.includedBy(by) : undefined}
        onChange={(event) => onTick(action, event.target.checked)}
      />
      <span className="min-w-0">
        {lines.join(", ")} <span className="action-name">{action}</span>
      </span>
    </label>
  );
}

function fits({ action, lines }: ActionBox, wanted: string): boolean {
  return wanted === "" || action.toLowerCase().includes(wanted) || lines.some((line) => line.toLowerCase().includes(wanted));
}
