"use client";
import { Fragment } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { changeRefusal } from "#lib/console/browser/availability/key-availability";
import { KEY_CHANGES, MATERIAL_CHANGES, type RowChange } from "#lib/console/key-change";
import { CHANGE_WORDS, IMPORT_LABEL } from "#lib/console/words/change-words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** What can be done with a key: what the state table and the role allow, and the rest with the reason it is off. */
export function RowOperations({ item, onChange }: { item: KeyDetails; onChange: (change: RowChange, key: KeyDetails) => void }) {
  const { mayDo } = useWorkplace();
  const changes: readonly RowChange[] = item.origin === "external" ? [...KEY_CHANGES, ...MATERIAL_CHANGES] : KEY_CHANGES;
  return (
    <div className="operations">
      {changes.map((change) => (
        <Fragment key={change}>
          <Button look="link" reason={changeRefusal(item, change, mayDo)} onClick={() => onChange(change, item)}>
            {change === "importMaterial" ? IMPORT_LABEL : CHANGE_WORDS[change].label}
          </Button>{" "}
        </Fragment>
      ))}
    </div>
  );
}
