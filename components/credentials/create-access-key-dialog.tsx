"use client";
import { Download } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { LeaveQuestion } from "#components/credentials/leave-question";
import { SecretLine } from "#components/credentials/secret-line";
import { useLeaveOnce } from "#components/credentials/use-leave-once";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import { TextField } from "#components/identity/text-field";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/form/field";
import { RestoredNote } from "#components/patterns/form/restored-note";
import { Select } from "#components/patterns/form/select";
import { useDraft } from "#components/patterns/form/use-draft";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import type { ActionResult } from "#lib/console/api-failure";
import { saveFile } from "#lib/console/browser/files/save-file";
import { descriptionProblem } from "#lib/console/browser/inputs/description-problem";
import type { Project } from "#lib/console/project";
import type { NewAccessKey } from "#lib/console/server/actions/own-access-keys";
import { ACCESS_KEY_FILE, accessKeyWords } from "#lib/console/words/credentials-words";
import { words } from "#lib/console/words/words";
import { toRow } from "#lib/wire/csv-cell";

/** What a new form holds; "" is any project. */
const BEGINNING = { description: "", projectId: "" };

type Props = {
  /** What it can be bound to; nothing is asked where there is no choice. */
  projects: readonly Project[];
  make: (description: string, projectId: string | null) => Promise<ActionResult<NewAccessKey>>;
  onClose: () => void;
};

/** Create Access Key: what it is for, then its secret, which is in this dialog's state only and goes with it. */
export default function CreateAccessKeyDialog({ projects, make, onClose }: Props) {
  const [made, setMade] = useState<NewAccessKey | null>(null);
  const guard = useLeaveOnce(made !== null, onClose);
  return (
    <Dialog title={made ? accessKeyWords.secretTitle : accessKeyWords.create} onClose={made ? guard.leave : onClose}>
      {made ? (
        <SecretStep made={made} isAsked={guard.isAsked} onKept={guard.keep} onClose={onClose} />
      ) : (
        <DescribeStep projects={projects} make={make} onMade={setMade} onClose={onClose} />
      )}
    </Dialog>
  );
}

function DescribeStep({ projects, make, onMade, onClose }: Props & { onMade: (made: NewAccessKey) => void }) {
  const kept = useDraft("create-access-key", BEGINNING);
  const { description } = kept.value;
  // A project that was chosen before may be gone.
  const projectId = projects.some(({ id }) => id === kept.value.projectId) ? kept.value.projectId : "";
  const { submit, reset, isPending, failure } = useOwnSubmission();
  const problem = descriptionProblem(description);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending || problem) return;
    const result = await submit(() => make(description, projectId || null));
    if (!result) return;
    kept.discard();
    onMade(result.data);
  };
  return (
    <form onSubmit={send} noValidate>
      <DialogBody>
        {kept.isRestored ? <RestoredNote onDiscard={kept.discard} /> : null}
        {failure ? <FailureNotice failure={failure} /> : null}
        <TextField
          label={accessKeyWords.description}
          hint={accessKeyWords.descriptionHint}
          error={problem ?? undefined}
          name="description"
          value={description}
          onChange={(value) => {
            kept.change({ description: value });
            reset();
          }}
        />
        {projects.length > 0 ? (
          <Field label={accessKeyWords.project} hint={accessKeyWords.projectHint}>
            {(control) => (
              <Select
                {...control}
                value={projectId}
                onChange={(value) => kept.change({ projectId: value })}
                options={[{ value: "", label: accessKeyWords.anyProject }, ...projects.map(({ id, name }) => ({ value: id, label: name }))]}
              />
            )}
          </Field>
        ) : null}
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" kind="primary" isPending={isPending}>
          {words.ok}
        </Button>
      </DialogFoot>
    </form>
  );
}

type SecretProps = { made: NewAccessKey; isAsked: boolean; onKept: () => void; onClose: () => void };

function SecretStep({ made, isAsked, onKept, onClose }: SecretProps) {
  const save = useRef<HTMLButtonElement>(null);
  useEffect(() => save.current?.focus(), []);
  const download = () => {
    const cells = [made.userName, made.access, made.secret];
    saveFile(ACCESS_KEY_FILE.name, "text/csv", [ACCESS_KEY_FILE.columns, cells].map(toRow).join(""));
    onKept();
  };
  return (
    <>
      <DialogBody>
        {isAsked ? <LeaveQuestion question={accessKeyWords.leave} onLeave={onClose} /> : null}
        <p>{accessKeyWords.secretLead}</p>
        <SecretLine label={accessKeyWords.id} text={made.access} />
        <SecretLine label={accessKeyWords.secret} text={made.secret} onCopied={onKept} />
      </DialogBody>
      <DialogFoot>
        <Button ref={save} onClick={download}>
          <Download className="i" aria-hidden />
          {accessKeyWords.download}
        </Button>
        <Button kind="primary" onClick={onClose}>
          {accessKeyWords.done}
        </Button>
      </DialogFoot>
    </>
  );
}
