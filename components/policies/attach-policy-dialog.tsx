"use client";
import { type FormEvent, useMemo, useState } from "react";
import { Banner } from "#components/patterns/banner";
import { ErrorState } from "#components/patterns/error-state";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/form/field";
import { Select } from "#components/patterns/form/select";
import { useFormErrors } from "#components/patterns/form/use-form-errors";
import { useSubmission } from "#components/patterns/form/use-submission";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { useAssignments, useGroups, usePolicies, useProjects } from "#components/policies/use-policies";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { useToasts } from "#components/ui/toasts";
import { asFailure } from "#lib/console/browser/as-failure";
import { ALL_PROJECTS, isAttached } from "#lib/console/browser/policy/attachments";
import { attachPolicy } from "#lib/console/server/actions/change-policies";
import { policyWords } from "#lib/console/words/policies/policy-words";
import { words as common } from "#lib/console/words/words";

const words = policyWords.attach;

type Props = {
  /** Whom it is for, where that is settled: on the page of a group. */
  group?: { readonly id: string; readonly name: string };
  /** What is attached, where that is settled: on the page of a policy. */
  policyId?: string;
  onAttached?: () => void;
  onClose: () => void;
};

/** Attach Policy: a policy for a user group, in one project or in all. */
export default function AttachPolicyDialog(props: Props) {
  const { group, policyId, onClose } = props;
  const policies = usePolicies();
  const projects = useProjects();
  const groups = useGroups(group === undefined);
  const error = policies.error ?? projects.error ?? groups.error;
  const isThere = policies.data && projects.data && (group !== undefined || groups.data);
  return (
    <Dialog title={words.title} description={<p className="dense muted">{words.lead}</p>} onClose={onClose}>
      {isThere ? (
        <AttachForm
          {...props}
          policies={policies.data.filter(({ id }) => policyId === undefined || id === policyId)}
          projects={projects.data}
          groups={group ? [group] : (groups.data ?? [])}
        />
      ) : (
        <>
          <DialogBody>
            {error ? (
              <ErrorState title={words.error} {...pick(error)} onRetry={() => void policies.refetch()} />
            ) : (
              <RowsWaiting label={words.loading} rows={3} />
            )}
          </DialogBody>
          <DialogFoot>
            <Button onClick={onClose}>{common.cancel}</Button>
          </DialogFoot>
        </>
      )}
    </Dialog>
  );
}

function pick(error: unknown): { message: string; requestId: string } {
  const { message, requestId } = asFailure(error);
  return { message, requestId };
}

type Named = { readonly id: string; readonly name: string };
type FormProps = Props & {
  policies: readonly (Named & { readonly isOfAccount: boolean })[];
  projects: readonly Named[];
  groups: readonly Named[];
};

function AttachForm({ policies, projects, groups, onAttached, onClose }: FormProps) {
  const toasts = useToasts();
  const { submit, reset, isPending, failure } = useSubmission();
  const [policyId, setPolicy] = useState(policies.length === 1 ? (policies[0]?.id ?? "") : "");
  const [groupId, setGroup] = useState(groups.length === 1 ? (groups[0]?.id ?? "") : "");
  const [chosenProject, setProject] = useState("");
  const policy = policies.find(({ id }) => id === policyId);
  const isOfAccount = policy?.isOfAccount ?? false;
  const project = isOfAccount ? ALL_PROJECTS : chosenProject;
  const assignments = useAssignments({ groupId }, groupId !== "");
  const isThere = useMemo(() => isAttached(assignments.data ?? [], policyId, project), [assignments.data, policyId, project]);
  const found = {
    ...(policyId === "" && { policy: words.policyMissing }),
    ...(groupId === "" && { group: words.groupMissing }),
    ...(project === "" && { project: words.projectMissing }),
    ...(isThere && { project: words.isThere }),
  };
  const form = useFormErrors(found);
  const shown: Partial<Record<"policy" | "group" | "project", string>> = form.shown;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    reset();
    if (!form.send(Object.keys(found).length === 0)) return;
    if (!(await submit(() => attachPolicy({ groupId, policyId, projectId: project === ALL_PROJECTS ? null : project })))) return;
    onAttached?.();
    toasts.success({ text: words.done });
    onClose();
  };
  const toOptions = (items: readonly Named[], none: string) => [
    ...(items.length === 1 ? [] : [{ value: "", label: none }]),
    ...items.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <form onSubmit={send} {...form.form} noValidate>
      <DialogBody>
        {failure ? <FailureNotice failure={failure} /> : null}
        <Field label={words.group} error={shown.group} isRequired>
          {(control) => (
            <Select
              {...control}
              name="group"
              options={toOptions(groups, words.chooseGroup)}
              value={groupId}
              onChange={(id) => {
                reset();
                setGroup(id);
              }}
            />
          )}
        </Field>
        <Field label={words.policy} error={shown.policy} isRequired>
          {(control) => (
            <Select
              {...control}
              name="policy"
              options={toOptions(policies, words.choosePolicy)}
              value={policyId}
              onChange={(id) => {
                reset();
                setPolicy(id);
              }}
            />
          )}
        </Field>
        <Field
          label={words.project}
          hint={project === ALL_PROJECTS ? words.allProjectsHint : undefined}
          error={isThere ? words.isThere : shown.project}
          isRequired
        >
          {(control) => (
            <Select
              {...control}
              name="project"
              options={[
                ...(isOfAccount ? [] : [{ value: "", label: words.chooseProject }]),
                { value: ALL_PROJECTS, label: words.allProjects },
                ...(isOfAccount ? [] : projects.map(({ id, name }) => ({ value: id, label: name }))),
              ]}
              value={project}
              onChange={(id) => {
                reset();
                setProject(id);
              }}
            />
          )}
        </Field>
        {isOfAccount ? (
          <Banner tone="caution" role="status">
            <p>{words.accountOnly}</p>
            <p>{words.accountGives}</p>
          </Banner>
        ) : null}
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button type="submit" kind="primary" isPending={isPending}>
          {common.ok}
        </Button>
      </DialogFoot>
    </form>
  );
}
