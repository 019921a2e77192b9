"use client";
import { Fragment } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { changeRefusal } from "#lib/console/browser/availability/key-availability";
import { CHANGE_WORDS, IMPORT_LABEL, KEY_CHANGES, MATERIAL_ACTS, type RowAct } from "#lib/console/words/change-words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** What can be done with a key: what the state table and the role allow, and the rest with the reason it is off. */
export function RowOperations({ item, onChange }: { item: KeyDetails; onChange: (act: RowAct, key: KeyDetails) => void }) {
  const { mayDo } = useWorkplace();
  const acts: readonly RowAct[] = item.origin === "external" ? [...KEY_CHANGES, ...MATERIAL_ACTS] : KEY_CHANGES;
  return (
    <div className="operations">
      {acts.map((act) => (
        <Fragment key={act}>
          <Button look="link" reason={changeRefusal(item, act, mayDo)} onClick={() => onChange(act, item)}>
            {act === "importMaterial" ? IMPORT_LABEL : CHANGE_WORDS[act].label}
          </Button>{" "}
        </Fragment>
      ))}
    </div>
  );
}
