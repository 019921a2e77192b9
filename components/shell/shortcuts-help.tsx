"use client";
import { Fragment, useState } from "react";
import { Choice } from "#components/patterns/choice";
import { Dialog, DialogBody } from "#components/ui/dialog";
import { areShortcutsOn, setShortcutsOn } from "#lib/console/browser/use-shortcuts";
import { shortcutWords } from "#lib/console/words/shell-words";

/** The shortcuts, and the way to turn off those of a single key. */
export default function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  const [isOn, setOn] = useState(areShortcutsOn);
  return (
    <Dialog title={shortcutWords.title} onClose={onClose}>
      <DialogBody>
        <dl className="pairs dense">
          {shortcutWords.rows.map(([keys, text]) => (
            <Fragment key={keys.join()}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key} className="mr-1">
                    {key}
                  </kbd>
                ))}
              </dt>
              <dd>{text}</dd>
            </Fragment>
          ))}
        </dl>
        <Choice
          checked={isOn}
          onChange={(event) => {
            setOn(event.target.checked);
            setShortcutsOn(event.target.checked);
          }}
        >
          <span className="strong">{shortcutWords.enabled}</span>
          <span className="hint block">{shortcutWords.enabledHint}</span>
        </Choice>
      </DialogBody>
    </Dialog>
  );
}
