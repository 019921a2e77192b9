"use client";
import { type FormEvent, useState } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/field";
import { useSubmission } from "#components/patterns/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
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
  const [text, setText] = useState(String(days ?? ROTATION_INTERVAL_DEFAULT));
  const [isChecked, setChecked] = useState(false);
  const { submit, isPending, failure } = useSubmission();
  const period = readPeriod(text);
  const next = period === null ? null : endOfPeriod(new Date(), period);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (period === null || !(await submit(() => setRotation(project.id, keyId, change, period)))) return;
    toasts.success({ text: change === "enable" ? rotationWords.enabled : rotationWords.edited });
    onClose();
  };
  const isEnabling = change === "enable";
  return (
    <Dialog
      title={isEnabling ? rotationWords.enableTitle : rotationWords.editTitle}
      description={isEnabling ? rotationWords.enableLead : rotationWords.editLead}
      onClose={onClose}
    >
      <form onSubmit={save} noValidate>
        <div className="dialog-body">
          {failure ? <FailureNotice failure={failure} /> : null}
          <Field
            label={rotationWords.periodLabel}
            hint={rotationWords.periodHint}
            error={period === null && (isChecked || text !== "") ? rotationWords.periodInvalid : null}
            isRequired
          >
            {(control) => (
              <input
                {...control}
                className="input max-w-32"
                inputMode="numeric"
                autoComplete="off"
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          {next ? (
            <p className="notice" data-tone="info">
              {rotationWords.nextOn}{" "}
              <time dateTime={next.toISOString()} className="font-semibold">
                {next.toLocaleString("en-GB", { dateStyle: "full" })}
              </time>
            </p>
          ) : null}
        </div>
        <div className="dialog-foot">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" isPending={isPending}>
            {words.ok}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
