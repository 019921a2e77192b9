"use client";
import { Plus, Upload } from "lucide-react";
import { Meter } from "#components/patterns/meter";
import { PageHead } from "#components/patterns/page-head";
import { Button } from "#components/ui/button";
import { createWords } from "#lib/console/words/create-words";
import { listWords } from "#lib/console/words/list-words";

/** From this share on the quota needs attention. */
const NEARLY_FULL = 0.8;

type Props = {
  /** Null while they are not known. */
  quota: { readonly used: number; readonly quota: number } | null;
  /** While there are no keys the first step has the primary button. */
  isEmpty: boolean;
  createReason: string | null;
  importReason: string | null;
  onCreate: () => void;
  onImport: () => void;
};

/** Title of the list, how full the quota is, and the two ways to a new key. */
export function ListHead({ quota, isEmpty, createReason, importReason, onCreate, onImport }: Props) {
  return (
    <PageHead title={listWords.title} beside={quota ? <Quota {...quota} /> : null}>
      <Button reason={importReason} onClick={onImport}>
        <Upload className="i" aria-hidden />
        {createWords.importButton}
      </Button>
      <Button kind={isEmpty ? "plain" : "primary"} reason={createReason} onClick={onCreate} aria-keyshortcuts="c">
        <Plus className="i" aria-hidden />
        {createWords.button}
      </Button>
    </PageHead>
  );
}

function Quota({ used, quota }: { used: number; quota: number }) {
  const share = quota > 0 ? used / quota : 1;
  const isNearlyFull = share >= NEARLY_FULL;
  return (
    <p className="quota">
      <span className={isNearlyFull ? "is-caution" : "muted"}>{listWords.quota(used, quota)}</span>
      {used > 0 ? (
        <Meter label={listWords.quotaUsed(Math.floor(share * 100))} share={share} tone={isNearlyFull ? "caution" : "plain"} />
      ) : null}
      {isNearlyFull ? <span className="muted">{listWords.quotaLeft(Math.max(quota - used, 0))}</span> : null}
    </p>
  );
}
