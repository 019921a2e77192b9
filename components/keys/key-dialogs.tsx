"use client";
import dynamic from "next/dynamic";
import type { BulkOutcome } from "#lib/console/bulk-outcome";
import type { RowAct } from "#lib/console/change-words";
import type { KeyDetails } from "#lib/operations/key-details";

// Dialogs are fetched when they are first opened: the list stays light.
const CreateDialog = dynamic(() => import("#components/keys/create-dialog"), { ssr: false });
const ImportWizard = dynamic(() => import("#components/material/import-wizard"), { ssr: false });
const ChangeDialog = dynamic(() => import("#components/keys/change-dialog"), { ssr: false });

/** An import without a key begins by creating one. */
export type ChangeRequest = { readonly kind: RowAct; readonly keys: readonly KeyDetails[] };

type Props = {
  isCreating: boolean;
  onCreated: () => void;
  onCreateClose: () => void;
  change: ChangeRequest | null;
  onChangeClose: () => void;
  onChanged: (outcome: BulkOutcome) => void;
};

export function KeyDialogs({ isCreating, onCreated, onCreateClose, change, onChangeClose, onChanged }: Props) {
  return (
    <>
      {isCreating ? <CreateDialog onCreated={onCreated} onClose={onCreateClose} /> : null}
      {change?.kind === "importMaterial" ? <ImportWizard item={change.keys[0] ?? null} onClose={onChangeClose} /> : null}
      {change && change.kind !== "importMaterial" ? (
        <ChangeDialog change={change.kind} keys={change.keys} onChanged={onChanged} onClose={onChangeClose} />
      ) : null}
    </>
  );
}
