"use client";
import type { FormEvent } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/field";
import { RestoredNote } from "#components/patterns/restored-note";
import { useDraft } from "#components/patterns/use-draft";
import { useFormErrors } from "#components/patterns/use-form-errors";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { setRotation } from "#lib/console/server/actions/rotate-key";
import { rotationWords } from "#lib/console/words/rotation-words";
import { words } from "#lib/console/words/words";
import { endOfPeriod, ROTATION_INTERVAL_DEFAULT, ROTATION_INTERVAL_MAX, ROTATION_INTERVAL_MIN } from "#lib/domain/rotation";

/** The days that the text says, or null where they are not 30 to 365 (guide §2.7.2). */
function readPeriod(text: string): number | null {
  const days = /^[1-9]\d{1,2}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return days >= ROTATION_INTERVAL_MIN && days <= ROTATION_INTERVAL_MAX ? days : null;
}

type Props = {
  keyId: string;
  change: "enable" | "edit";
  /** Period that is in force; null where there is none. */
  days: number | null;
  onClose: () => void;
};

/** Enable Rotation Policy (guide §2.7.2), and the change of its period. */
export default function PeriodDialog({ keyId, change, days, onClose }: Props) {
  const { project } = useWorkplace();
  const toasts = useToasts();
  const draft = useDraft(`rotation-${change}:${keyId}`, { days: String(days ?? ROTATION_INTERVAL_DEFAULT) });
  const { submit, reset, isPending, failure } = useSubmission();
  const period = readPeriod(draft.value.days);
  const form = useFormErrors(period === null ? { days: rotationWords.periodInvalid } : {});
  const isEnabling = change === "enable";
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending || !form.send(period !== null) || period === null) return;
    if (!(await submit(() => setRotation(project.id, keyId, change, period)))) return;
    draft.discard();
    toasts.success({ text: isEnabling ? rotationWords.enabled : rotationWords.edited });
    onClose();
  };
  return (
    <Dialog title={isEnabling ? rotationWords.enableTitle : rotationWords.editTitle} onClose={onClose}>
      <form onSubmit={save} {...form.form} noValidate>
        <DialogBody>
          {draft.isRestored ? <RestoredNote onDiscard={draft.discard} /> : null}
          {failure ? <FailureNotice failure={failure} /> : null}
          <p>{isEnabling ? rotationWords.enableLead : rotationWords.editLead}</p>
          <div className="period">
            <Field label={rotationWords.periodLabel} hint={rotationWords.periodHint} error={form.shown.days} isRequired>
              {(control) => (
                <input
                  {...control}
                  name="days"
                  className="input"
                  inputMode="numeric"
                  autoComplete="off"
                  value={draft.value.days}
                  onChange={(event) => {
                    draft.change({ days: event.target.value });
                    reset();
                  }}
                />
              )}
            </Field>
            <div className="field">
              <p className="label">{rotationWords.nextOn}</p>
              <p className="when">{period === null ? rotationWords.unknownDate : <PlannedDay date={endOfPeriod(new Date(), period)} />}</p>
            </div>
          </div>
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" isPending={isPending}>
            {words.ok}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

const whole = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });

function PlannedDay({ date }: { date: Date }) {
  return <time dateTime={date.toISOString()}>{whole.format(date)}</time>;
}
