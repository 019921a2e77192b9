"use client";
import { type FormEvent, useMemo, useRef, useState } from "react";
import { AffectedKeys } from "#components/keys/dialogs/affected-keys";
import { BulkProgress } from "#components/keys/dialogs/bulk-progress";
import { DeletionFields, readDays } from "#components/keys/dialogs/deletion-fields";
import { DeletionRisks } from "#components/keys/dialogs/deletion-risks";
import { useBulkRun } from "#components/keys/dialogs/use-bulk-run";
import { useChangeKey } from "#components/keys/dialogs/use-change-key";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import type { BulkJob } from "#lib/console/browser/bulk/bulk-job";
import type { BulkOutcome } from "#lib/console/browser/bulk/bulk-outcome";
import { judgeKeys, leftOutOf, sentOf } from "#lib/console/browser/bulk/judge-keys";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import type { KeyChange } from "#lib/console/key-change";
import { CHANGE_WORDS, confirmReasons } from "#lib/console/words/change-words";
import { words } from "#lib/console/words/words";

const DAYS_PRESET = "7";

type Props = {
  change: KeyChange;
  keys: readonly SelectedKey[];
  onChanged: (job: BulkJob, outcome: BulkOutcome) => void;
  /** Where it was one key. */
  onChangedOne: (key: SelectedKey) => void;
  onClose: () => void;
};

/** Enable, Disable, Delete and Cancel Deletion (guide §2.4.2 to §2.4.5), for one key or many. */
export default function ChangeDialog({ change, keys, onChanged, onChangedOne, onClose }: Props) {
  const { mayDo } = useWorkplace();
  const row = CHANGE_WORDS[change];
  const [isUnderstood, setUnderstood] = useState(false);
  const [days, setDays] = useState(DAYS_PRESET);
  const [typed, setTyped] = useState("");
  const safeButton = useRef<HTMLButtonElement>(null);
  const judged = useMemo(() => judgeKeys(keys, change, mayDo), [keys, change, mayDo]);
  const affected = useMemo(() => sentOf(judged), [judged]);
  const {
    run: runOne,
    isPending,
    failure,
  } = useChangeKey(change, keys[0], (key) => {
    onClose();
    onChangedOne(key);
  });
  const {
    run: runMany,
    stop,
    progress,
  } = useBulkRun((job, outcome) => {
    onClose();
    onChanged(job, outcome);
  });

  const isDeletion = change === "scheduleDeletion";
  const wantedText = affected.length === 1 ? affected[0]?.key_alias : String(affected.length);
  let reason: string | null = null;
  if (affected.length === 0) reason = judged[0]?.refusal ?? words.unavailable.none;
  else if (isDeletion && readDays(days) === null) reason = confirmReasons.days;
  else if (row.checkbox && !isUnderstood) reason = confirmReasons.checkbox;
  else if (isDeletion && typed.trim() !== wantedText) reason = confirmReasons.typed;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason || isPending) return;
    const pendingDays = isDeletion ? (readDays(days) ?? undefined) : undefined;
    if (keys.length === 1 || change === "deleteMaterial") return void runOne(pendingDays);
    void runMany({ change, keys: affected, leftOut: leftOutOf(judged), pendingDays });
  };
  const title = row.title(keys.length);
  if (progress) {
    return (
      <Dialog title={title} onClose={stop}>
        <BulkProgress progress={progress} onStop={stop} />
      </Dialog>
    );
  }
  return (
    <Dialog title={title} description={row.consequence(keys.length)} onClose={onClose} initialFocus={safeButton}>
      <form onSubmit={submit} noValidate>
        <div className="dialog-body">
          {failure ? <FailureNotice failure={failure} /> : null}
          <AffectedKeys judged={judged} />
          {isDeletion && affected.length > 0 ? (
            <>
              <DeletionRisks keys={affected} />
              <DeletionFields days={days} onDays={setDays} typed={typed} onTyped={setTyped} affected={affected} />
            </>
          ) : null}
          {row.checkbox ? (
            <label className="flex items-center gap-2.5 text-sm font-semibold">
              <input type="checkbox" className="check" checked={isUnderstood} onChange={(event) => setUnderstood(event.target.checked)} />
              {row.checkbox}
            </label>
          ) : null}
        </div>
        <div className="dialog-foot">
          <Button ref={safeButton} onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" kind={row.isDestructive ? "danger" : "primary"} reason={reason} isPending={isPending}>
            {row.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
