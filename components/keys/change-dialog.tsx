"use client";
import { type FormEvent, useRef, useState } from "react";
import { AffectedKeys } from "#components/keys/affected-keys";
import { DeletionFields, readDays } from "#components/keys/deletion-fields";
import { useChangeKeys } from "#components/keys/use-change-keys";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import type { BulkOutcome } from "#lib/console/bulk-outcome";
import { CHANGE_WORDS, confirmReasons, type KeyChange } from "#lib/console/change-words";
import { changeRefusal } from "#lib/console/key-availability";
import { words } from "#lib/console/words";
import type { KeyDetails } from "#lib/operations/key-details";

const DAYS_PRESET = "7";

type Props = {
  change: KeyChange;
  keys: readonly KeyDetails[];
  onChanged: (outcome: BulkOutcome) => void;
  onClose: () => void;
};

/** Enable, Disable, Delete and Cancel Deletion (guide §2.4.2 to §2.4.5), for one key or many. */
export default function ChangeDialog({ change, keys, onChanged, onClose }: Props) {
  const { mayDo } = useWorkplace();
  const row = CHANGE_WORDS[change];
  const [isUnderstood, setUnderstood] = useState(false);
  const [days, setDays] = useState(DAYS_PRESET);
  const [typed, setTyped] = useState("");
  const safeButton = useRef<HTMLButtonElement>(null);
  const judged = keys.map((key) => ({ key, refusal: changeRefusal(key, change, mayDo) }));
  const affected = judged.filter(({ refusal }) => !refusal).map(({ key }) => key);
  const { run, isPending, failure } = useChangeKeys(change, judged, onChanged, onClose);

  const isDeletion = change === "scheduleDeletion";
  const wantedText = affected.length === 1 ? affected[0]?.key_alias : String(affected.length);
  let reason: string | null = null;
  if (affected.length === 0) reason = judged[0]?.refusal ?? words.unavailable.none;
  else if (isDeletion && readDays(days) === null) reason = confirmReasons.days;
  else if (row.checkbox && !isUnderstood) reason = confirmReasons.checkbox;
  else if (isDeletion && typed.trim() !== wantedText) reason = confirmReasons.typed;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!reason && !isPending) void run(isDeletion ? (readDays(days) ?? undefined) : undefined);
  };
  return (
    <Dialog title={row.title(keys.length)} description={row.consequence(keys.length)} onClose={onClose} initialFocus={safeButton}>
      <form onSubmit={submit} noValidate>
        <div className="dialog-body">
          {failure ? <FailureNotice failure={failure} /> : null}
          <AffectedKeys judged={judged} />
          {isDeletion && affected.length > 0 ? (
            <DeletionFields days={days} onDays={setDays} typed={typed} onTyped={setTyped} affected={affected} />
          ) : null}
          {row.checkbox ? (
            <label className="flex items-center gap-2.5 text-sm font-semibold">
              <input
                type="checkbox"
                className="checkbox"
                checked={isUnderstood}
                onChange={(event) => setUnderstood(event.target.checked)}
              />
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
