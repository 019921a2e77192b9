"use client";
import { type FormEvent, useState } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/form/field";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { startShadow } from "#lib/console/server/actions/shadow";
import { shadowWords } from "#lib/console/words/key-use-words";
import { words } from "#lib/console/words/words";
import { DAY_MS } from "#lib/domain/key";
import { SHADOW_DAYS_MAX, SHADOW_DAYS_MIN } from "#lib/domain/use/shadow-disable";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const DAYS_PRESET = "7";
const whole = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone: "UTC" });

/** The days that the text says, or null where it says none that may be. */
function readDays(text: string): number | null {
  const days = /^[1-9]\d?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return days >= SHADOW_DAYS_MIN && days <= SHADOW_DAYS_MAX ? days : null;
}

/** For how long the key is to be disabled in shadow. */
export default function ShadowDialog({ item, onClose }: { item: KeyDetails; onClose: () => void }) {
  const { project, basePath } = useWorkplace();
  const toasts = useToasts();
  const [text, setText] = useState(DAYS_PRESET);
  const [now] = useState(() => Date.now());
  const { submit, reset, isPending, failure } = useSubmission();
  const days = readDays(text);
  const form = useFormErrors(days === null ? { days: shadowWords.daysInvalid } : {});
  const start = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending || !form.send(days !== null) || days === null) return;
    if (!(await submit(() => startShadow(project.id, item.key_id, days)))) return;
    toasts.success({ text: shadowWords.started, link: { href: `${basePath}/keys/${item.key_id}?tab=use`, text: item.key_alias } });
    onClose();
  };
  return (
    <Dialog title={shadowWords.title} description={<p className="dense wrap-anywhere strong">{item.key_alias}</p>} onClose={onClose}>
      <form onSubmit={start} {...form.form} noValidate>
        <DialogBody>
          {failure ? <FailureNotice failure={failure} /> : null}
          <p>{shadowWords.lead}</p>
          <div className="period">
            <Field label={shadowWords.days} hint={shadowWords.daysHint} error={form.shown.days} isRequired>
              {(control) => (
                <input
                  {...control}
                  name="days"
                  className="input"
                  inputMode="numeric"
                  autoComplete="off"
                  value={text}
                  onChange={(event) => {
                    setText(event.target.value);
                    reset();
                  }}
                />
              )}
            </Field>
            <div className="field">
              <p className="label">{shadowWords.ends}</p>
              <p className="when">{days === null ? shadowWords.unknownDate : `${whole.format(now + days * DAY_MS)} UTC`}</p>
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
