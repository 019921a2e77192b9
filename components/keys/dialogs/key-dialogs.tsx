"use client";
import dynamic from "next/dynamic";
import type { BulkJob } from "#lib/console/browser/bulk/bulk-job";
import type { BulkOutcome } from "#lib/console/browser/bulk/bulk-outcome";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import type { RowChange } from "#lib/console/key-change";
import type { KeyDetails } from "#lib/wire/kms/key-details";

// Dialogs are fetched when they are first opened: the list stays light.
const CreateDialog = dynamic(() => import("#components/keys/dialogs/create-dialog"), { ssr: false });
const ImportWizard = dynamic(() => import("#components/material/import-wizard"), { ssr: false });
const ChangeDialog = dynamic(() => import("#components/keys/dialogs/change-dialog"), { ssr: false });
const BulkTagsDialog = dynamic(() => import("#components/tags/bulk-tags-dialog"), { ssr: false });
const RotateDialog = dynamic(() => import("#components/rotation/rotate-dialog"), { ssr: false });
const ShadowDialog = dynamic(() => import("#components/key-use/shadow-dialog"), { ssr: false });
const RetryDialog = dynamic(() => import("#components/keys/dialogs/retry-dialog"), { ssr: false });

export type ChangeRequest =
  | { readonly kind: Exclude<RowChange, "importMaterial">; readonly keys: readonly SelectedKey[] }
  | { readonly kind: "addTags" | "removeTags"; readonly keys: readonly SelectedKey[] }
  | { readonly kind: "rotate" | "shadow"; readonly item: KeyDetails }
  /** An import without a key begins by creating one. */
  | { readonly kind: "importMaterial"; readonly item: KeyDetails | null }
  | { readonly kind: "retry"; readonly job: BulkJob };

/** What a row's button asks for. */
export function toChangeRequest(kind: RowChange | "rotate" | "shadow", item: KeyDetails): ChangeRequest {
  return kind === "importMaterial" || kind === "rotate" || kind === "shadow" ? { kind, item } : { kind, keys: [item] };
}

type Props = {
  isCreating: boolean;
  onCreated: () => void;
  onCreateClose: () => void;
  change: ChangeRequest | null;
  onChangeClose: () => void;
  onChanged: (job: BulkJob, outcome: BulkOutcome) => void;
  /** Where it was one key. */
  onChangedOne: (key: SelectedKey) => void;
};

export function KeyDialogs({ isCreating, onCreated, onCreateClose, change, onChangeClose, ...done }: Props) {
  return (
    <>
      {isCreating ? <CreateDialog onCreated={onCreated} onClose={onCreateClose} /> : null}
      {change ? <Change change={change} {...done} onClose={onChangeClose} /> : null}
    </>
  );
}

type ChangeProps = Pick<Props, "onChanged" | "onChangedOne"> & { change: ChangeRequest; onClose: () => void };

function Change({ change, onChanged, onChangedOne, onClose }: ChangeProps) {
  switch (change.kind) {
    case "importMaterial":
      return <ImportWizard item={change.item} onClose={onClose} />;
    case "rotate":
      return <RotateDialog keyId={change.item.key_id} onClose={onClose} />;
    case "shadow":
      return <ShadowDialog item={change.item} onClose={onClose} />;
    case "retry":
      return <RetryDialog job={change.job} onDone={onChanged} onClose={onClose} />;
    case "addTags":
    case "removeTags":
      return <BulkTagsDialog change={change.kind} keys={change.keys} onChanged={onChanged} onClose={onClose} />;
    default:
      return <ChangeDialog change={change.kind} keys={change.keys} onChanged={onChanged} onChangedOne={onChangedOne} onClose={onClose} />;
  }
}
