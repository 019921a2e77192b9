"use client";
import type { FormEvent } from "react";
import { boundTo } from "#components/credentials/access-key-table";
import type { OwnAccessKey } from "#components/credentials/own-things";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import { TextField } from "#components/identity/text-field";
import { FailureNotice } from "#components/patterns/failure-notice";
import { RestoredNote } from "#components/patterns/form/restored-note";
import { useDraft } from "#components/patterns/form/use-draft";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { descriptionProblem } from "#lib/console/browser/inputs/description-problem";
import type { Project } from "#lib/console/project";
import { describeOwnAccessKey } from "#lib/console/server/actions/own-access-keys";
import { accessKeyWords } from "#lib/console/words/credentials-words";
import { words } from "#lib/console/words/words";

type Props = { accessKey: OwnAccessKey; projects: readonly Project[]; onClose: () => void };

/** Edit Description: what an access key is for, which may change while it is used. */
export default function DescribeAccessKeyDialog({ accessKey, projects, onClose }: Props) {
  const { access, description } = accessKey;
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useOwnSubmission();
  const kept = useDraft(`edit-access-key:${access}`, { description });
  const typed = kept.value.description;
  const problem = descriptionProblem(typed);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending || problem) return;
    if (typed !== description && !(await submit(() => describeOwnAccessKey(access, typed)))) return;
    kept.discard();
    toasts.success({ text: accessKeyWords.describedDone });
    onClose();
  };
  return (
    <Dialog title={accessKeyWords.describe} onClose={onClose}>
      <form onSubmit={send} noValidate>
        <DialogBody>
          {kept.isRestored ? <RestoredNote onDiscard={kept.discard} /> : null}
          {failure ? <FailureNotice failure={failure} /> : null}
          <dl className="pairs">
            <dt>{accessKeyWords.id}</dt>
            <dd>
              <code className="min-w-0 wrap-anywhere">{access}</code>
            </dd>
            <dt>{accessKeyWords.project}</dt>
            <dd>{boundTo(accessKey, projects)}</dd>
          </dl>
          <TextField
            label={accessKeyWords.description}
            hint={accessKeyWords.descriptionHint}
            error={problem ?? undefined}
            name="description"
            value={typed}
            onChange={(value) => {
              kept.change({ description: value });
              reset();
            }}
          />
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
