"use client";
import { type FormEvent, useMemo, useState } from "react";
import { AffectedKeys } from "#components/keys/dialogs/affected-keys";
import { BulkProgress } from "#components/keys/dialogs/bulk-progress";
import { useBulkRun } from "#components/keys/dialogs/use-bulk-run";
import { useWorkplace } from "#components/shell/workplace";
import { FIRST_TAG, TagRows } from "#components/tags/tag-rows";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import type { BulkJob } from "#lib/console/browser/bulk/bulk-job";
import type { BulkOutcome } from "#lib/console/browser/bulk/bulk-outcome";
import { judgeKeys, leftOutOf, sentOf } from "#lib/console/browser/bulk/judge-keys";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import { removalProblems, tagProblems } from "#lib/console/browser/inputs/tag-input";
import { tagWords } from "#lib/console/words/tag-words";
import { words } from "#lib/console/words/words";

type Props = {
  change: "addTags" | "removeTags";
  keys: readonly SelectedKey[];
  onChanged: (job: BulkJob, outcome: BulkOutcome) => void;
  onClose: () => void;
};

/** The same tags added to, or taken off, each of the selected keys. */
export default function BulkTagsDialog({ change, keys, onChanged, onClose }: Props) {
  const { mayDo } = useWorkplace();
  const [drafts, setDrafts] = useState(FIRST_TAG);
  const [isSent, setSent] = useState(false);
  const judged = useMemo(() => judgeKeys(keys, change, mayDo), [keys, change, mayDo]);
  const affected = useMemo(() => sentOf(judged), [judged]);
  const { run, stop, progress } = useBulkRun((job, outcome) => {
    onClose();
    onChanged(job, outcome);
  });
  const isAdding = change === "addTags";
  const title = isAdding ? tagWords.bulk.addTitle(keys.length) : tagWords.bulk.removeTitle(keys.length);
  if (progress) {
    return (
      <Dialog title={title} onClose={stop}>
        <BulkProgress progress={progress} onStop={stop} />
      </Dialog>
    );
  }
  const problemsOf = (isFinal: boolean) => (isAdding ? tagProblems(drafts, [], isFinal) : removalProblems(drafts, isFinal));
  let reason: string | null = null;
  if (affected.length === 0) reason = judged[0]?.refusal ?? words.unavailable.none;
  else if (drafts.length === 0) reason = tagWords.search.nothing;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (reason || problemsOf(true).size > 0) return;
    void run({ change, keys: affected, leftOut: leftOutOf(judged), tags: drafts.map(({ key, value }) => ({ key, value })) });
  };
  return (
    <Dialog title={title} description={isAdding ? tagWords.bulk.addLead : tagWords.bulk.removeLead} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div className="dialog-body">
          <TagRows drafts={drafts} onChange={setDrafts} problems={problemsOf(isSent)} isKeyOnly={!isAdding} />
          <AffectedKeys judged={judged} />
        </div>
        <div className="dialog-foot">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind={isAdding ? "primary" : "danger"} reason={reason}>
            {words.ok}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
