"use client";
import { useSubmission } from "#components/patterns/form/use-submission";
import { useWorkplace } from "#components/shell/workplace";
import { useToasts } from "#components/ui/toasts";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import type { KeyChange } from "#lib/console/key-change";
import { changeKey } from "#lib/console/server/actions/change-keys";
import { CHANGE_WORDS } from "#lib/console/words/change-words";

/** Changes one key and announces it. `failure` is set when it was refused: the dialog stays and shows it. */
export function useChangeKey(change: KeyChange, key: SelectedKey | undefined, onDone: (key: SelectedKey) => void) {
  const { project, basePath } = useWorkplace();
  const toasts = useToasts();
  const { submit, isPending, failure } = useSubmission();
  const run = async (pendingDays?: number) => {
    if (!key || !(await submit(() => changeKey(project.id, change, key.key_id, pendingDays)))) return;
    toasts.success({ text: CHANGE_WORDS[change].done, link: { href: `${basePath}/keys/${key.key_id}?tab=tool`, text: key.key_alias } });
    onDone(key);
  };
  return { run, isPending, failure };
}
