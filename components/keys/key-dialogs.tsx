"use client";
import dynamic from "next/dynamic";
import type { BulkOutcome } from "#lib/console/bulk-outcome";
import type { KeyChange } from "#lib/console/change-words";
import type { KeyDetails } from "#lib/operations/key-details";

// Dialogs are fetched when they are first opened: the list stays light.
const CreateDialog = dynamic(() => import("#components/keys/create-dialog"), { ssr: false });
const ChangeDialog = dynamic(() => import("#components/keys/change-dialog"), { ssr: false });

export type ChangeRequest = { readonly kind: KeyChange; readonly keys: readonly KeyDetails[] };

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
      {change ? <ChangeDialog change={change.kind} keys={change.keys} onChanged={onChanged} onClose={onChangeClose} /> : null}
    </>
  );
}
