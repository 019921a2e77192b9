"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { ProjectRow } from "#components/identity/projects/project-row";
import { TextField } from "#components/identity/text-field";
import { FailureNotice } from "#components/patterns/failure-notice";
import { RestoredNote } from "#components/patterns/form/restored-note";
import { useDraft } from "#components/patterns/form/use-draft";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { type ProjectDraft, projectFaults } from "#lib/console/browser/identity/project-input";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { projectWords } from "#lib/console/words/identity/project-words";
import { words } from "#lib/console/words/words";

type Props = {
  /** The one that is changed; absent where one is made. */
  project?: ProjectRow;
  region: string | null;
  onClose: () => void;
};

/** Create Project, and the change of its description: its name tells the region, and the region's own keeps it. */
export default function ProjectDialog({ project, region, onClose }: Props) {
  const toasts = useToasts();
  const router = useRouter();
  const { submit, reset, isPending, failure } = useSubmission();
  const [beginning] = useState<ProjectDraft>({
    name: project?.name ?? (region === null ? "" : `${region}_`),
    description: project?.description ?? "",
  });
  const kept = useDraft(project ? `edit-project:${project.id}` : "create-project", beginning);
  const draft = { name: kept.value.name.trim(), description: kept.value.description.trim() };
  const found = projectFaults(draft, region);
  const form = useFormErrors(found);
  const shown: Partial<Record<keyof ProjectDraft, string>> = form.shown;
  const isOfRegion = project?.name === region;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    if (!form.send(Object.keys(found).length === 0)) return;
    const { name, description } = draft;
    const change = { description, ...(!isOfRegion && { name }) };
    const done = await submit(() =>
      project
        ? changeInAccount("updateProject", { project_id: project.id, project: change })
        : changeInAccount("createProject", { project: draft }),
    );
    if (!done) return;
    kept.discard();
    toasts.success({ text: project ? projectWords.edited : projectWords.created, link: { href: "/identity/projects", text: name } });
    // The switcher of projects is the server's.
    router.refresh();
    onClose();
  };
  const put = (part: Partial<ProjectDraft>) => {
    reset();
    kept.change(part);
  };
  return (
    <Dialog
      title={project ? projectWords.editTitle : projectWords.create}
      description={project ? undefined : <p className="dense muted">{projectWords.createLead}</p>}
      onClose={onClose}
    >
      <form onSubmit={send} {...form.form} noValidate>
        <DialogBody>
          {kept.isRestored ? <RestoredNote onDiscard={kept.discard} /> : null}
          {failure ? <FailureNotice failure={failure} /> : null}
          {project && isOfRegion ? (
            <dl className="pairs">
              <dt>{projectWords.name}</dt>
              <dd>{project.name}</dd>
            </dl>
          ) : (
            <TextField
              label={projectWords.name}
              hint={region === null ? undefined : projectWords.nameHint(region)}
              error={shown.name}
              name="name"
              value={kept.value.name}
              onChange={(name) => put({ name })}
              isRequired
            />
          )}
          <TextField
            label={identityWords.description}
            hint={identityWords.descriptionHint}
            error={shown.description}
            name="description"
            value={kept.value.description}
            onChange={(description) => put({ description })}
            isLong
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
