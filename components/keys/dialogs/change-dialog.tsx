"use client";
import { type FormEvent, useMemo, useRef, useState } from "react";
import { AffectedKeys } from "#components/keys/dialogs/affected-keys";
import { BulkProgress } from "#components/keys/dialogs/bulk-progress";
import { DeletionFields, readDays } from "#components/keys/dialogs/deletion-fields";
import { Stake } from "#components/keys/dialogs/stake";
import { useBulkRun } from "#components/keys/dialogs/use-bulk-run";
import { useChangeKey } from "#components/keys/dialogs/use-change-key";
import { useRisks } from "#components/keys/dialogs/use-risks";
import { Banner } from "#components/patterns/banner";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Choice } from "#components/patterns/form/choice";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import type { BulkJob } from "#lib/console/browser/bulk/bulk-job";
import type { BulkOutcome } from "#lib/console/browser/bulk/bulk-outcome";
import { type JudgedKey, judgeKeys, leftOutOf, sentOf } from "#lib/console/browser/bulk/judge-keys";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import type { KeyChange } from "#lib/console/key-change";
import { CHANGE_WORDS, confirmReasons } from "#lib/console/words/change-words";
import { words } from "#lib/console/words/words";

const DAYS_PRESET = "30";

const NO_KEYS: readonly SelectedKey[] = [];
/** With these the keys stop working: who uses them is told before. */
const RISKY: ReadonlySet<KeyChange> = new Set<KeyChange>(["disable", "scheduleDeletion", "deleteMaterial"]);

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
  else if (isDeletion && typed.trim() !== wantedText)
    reason = affected.length === 1 ? confirmReasons.typedAlias : confirmReasons.typedNumber;
  else if (row.checkbox && !isUnderstood) reason = confirmReasons.checkbox;

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
    <Dialog
      title={title}
      size={keys.length > 1 ? "wide" : "normal"}
      description={keys.length === 1 ? <OneKey keys={keys} /> : undefined}
      onClose={onClose}
      initialFocus={safeButton}
    >
      <form onSubmit={submit} noValidate>
        <DialogBody>
          <p>{row.consequence(keys.length)}</p>
          <AtStake change={change} judged={judged} affected={affected} />
          {isDeletion && affected.length > 0 ? (
            <DeletionFields days={days} onDays={setDays} typed={typed} onTyped={setTyped} affected={affected} />
          ) : null}
          {row.checkbox ? (
            <Choice checked={isUnderstood} onChange={(event) => setUnderstood(event.target.checked)}>
              {row.checkbox}
            </Choice>
          ) : null}
        </DialogBody>
        {failure ? <FailureNotice failure={failure} /> : null}
        <DialogFoot reason={reason}>
          <Button ref={safeButton} onClick={onClose}>
            {row.keep ?? words.cancel}
          </Button>
          <Button type="submit" kind={row.isDestructive ? "danger" : "primary"} reason={reason} isPending={isPending}>
            {row.confirm}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** The one key that a dialog is about, below its title; for many the box names them. */
function OneKey({ keys }: { keys: readonly SelectedKey[] }) {
  const only = keys.length === 1 ? keys[0] : undefined;
  return only ? (
    <p className="dense wrap-anywhere">
      <span className="strong">{only.key_alias}</span>{" "}
      <span className="muted">{[only.key_spec, only.key_id].filter(Boolean).join(" · ")}</span>
    </p>
  ) : null;
}

type AtStakeProps = { change: KeyChange; judged: readonly JudgedKey[]; affected: readonly SelectedKey[] };

/** What hangs on the keys; of many keys also which they are. */
function AtStake({ change, judged, affected }: AtStakeProps) {
  const isAsked = RISKY.has(change);
  const risks = useRisks(isAsked ? affected : NO_KEYS);
  const isDeletion = change === "scheduleDeletion";
  const only = judged.length === 1 ? judged[0] : undefined;
  if (only) {
    if (only.refusal) return <Banner tone="caution">{only.refusal}</Banner>;
    return isAsked ? <Stake risk={risks.get(only.key.key_id)} isDeletion={isDeletion} /> : null;
  }
  if (!isAsked) return <AffectedKeys judged={judged} />;
  return <AffectedKeys judged={judged} stake={{ risks, asked: affected.length, isDeletion }} />;
}
