"use client";
import { useState } from "react";
import { Dialog } from "#components/ui/dialog";
import { areShortcutsOn, setShortcutsOn } from "#lib/console/browser/use-shortcuts";
import { shortcutWords } from "#lib/console/words/shell-words";

export default function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  const [isOn, setOn] = useState(areShortcutsOn);
  return (
    <Dialog title={shortcutWords.title} onClose={onClose}>
      <div className="dialog-body">
        <dl className="grid grid-cols-[6rem_1fr] gap-y-2 text-sm">
          {shortcutWords.rows.map(([keys, text]) => (
            <div key={keys} className="contents">
              <dt>
                <kbd className="mono rounded border border-line bg-sunken px-1.5 py-0.5">{keys}</kbd>
              </dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <label className="flex items-start gap-2.5 border-t border-line pt-4 text-sm">
          <input
            type="checkbox"
            className="check mt-0.5"
            checked={isOn}
            onChange={(event) => {
              setOn(event.target.checked);
              setShortcutsOn(event.target.checked);
            }}
          />
          <span>
            <span className="block font-semibold">{shortcutWords.enabled}</span>
            <span className="text-muted">{shortcutWords.enabledHint}</span>
          </span>
        </label>
      </div>
    </Dialog>
  );
}
