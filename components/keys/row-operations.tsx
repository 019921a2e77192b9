"use client";
import { Fragment } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { CHANGE_WORDS, KEY_CHANGES, type KeyChange } from "#lib/console/change-words";
import { changeRefusal } from "#lib/console/key-availability";
import type { KeyDetails } from "#lib/operations/key-details";

/** The four changes of a key: those that the state table and the role allow, and the others with the reason they are off. */
export function RowOperations({ item, onChange }: { item: KeyDetails; onChange: (change: KeyChange, key: KeyDetails) => void }) {
  const { mayDo } = useWorkplace();
  return (
    <div className="operations">
      {KEY_CHANGES.map((change) => (
        <Fragment key={change}>
          <Button look="link" reason={changeRefusal(item, change, mayDo)} onClick={() => onChange(change, item)}>
            {CHANGE_WORDS[change].label}
          </Button>{" "}
        </Fragment>
      ))}
    </div>
  );
}
