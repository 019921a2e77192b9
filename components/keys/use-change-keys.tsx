"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { useToasts } from "#components/ui/toasts";
import { changeKeys } from "#lib/console/actions/change-keys";
import type { Failure } from "#lib/console/api-failure";
import { asFailure } from "#lib/console/as-failure";
import { type BulkOutcome, outcomeLine, toOutcome } from "#lib/console/bulk-outcome";
import { CHANGE_WORDS, type KeyChange } from "#lib/console/change-words";
import { keyQueries } from "#lib/console/query-keys";
import type { KeyDetails } from "#lib/operations/key-details";

type Judged = { readonly key: KeyDetails; readonly refusal: string | null };

/**
 * Runs a change for the keys that allow it, and announces what became of each.
 * `failure` is set when nothing was done: the dialog stays and shows it.
 */
export function useChangeKeys(
  change: KeyChange,
  judged: readonly Judged[],
  onChanged: (outcome: BulkOutcome) => void,
  onClose: () => void,
) {
  const { project, basePath } = useWorkplace();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const run = async (pendingDays?: number) => {
    setPending(true);
    setFailure(null);
    const sent = judged.flatMap(({ key, refusal }) => (refusal ? [] : [key.key_id]));
    const result = await changeKeys(project.id, change, sent, pendingDays).catch((error: unknown) => ({
      ok: false as const,
      failure: asFailure(error),
    }));
    setPending(false);
    // Undefined: the action led away, to the sign-in page.
    if (!result) return;
    if (!result.ok) return setFailure(result.failure);
    void queries.invalidateQueries({ queryKey: keyQueries.all(project.id) });
    const only = judged.length === 1 ? judged[0]?.key : undefined;
    const onlyFailure = only && result.data[0]?.failure;
    if (onlyFailure) return setFailure(onlyFailure);
    const notSent = judged.flatMap(({ key, refusal }) =>
      refusal ? [{ keyId: key.key_id, alias: key.key_alias, reason: refusal, requestId: "" }] : [],
    );
    const outcome = toOutcome(notSent, result.data, (keyId) => judged.find(({ key }) => key.key_id === keyId)?.key.key_alias ?? keyId);
    const left = [...outcome.skipped, ...outcome.failed];
    if (only) {
      toasts.success({ text: CHANGE_WORDS[change].done, link: { href: `${basePath}/keys/${only.key_id}?tab=tool`, text: only.key_alias } });
    } else {
      const message = { text: outcomeLine(change, outcome), lines: left.map(({ alias, reason }) => `${alias}: ${reason}`) };
      if (outcome.failed.length > 0) toasts.failure({ ...message, requestId: outcome.failed[0]?.requestId });
      else toasts.success(message);
    }
    onClose();
    onChanged(outcome);
  };
  return { run, isPending, failure };
}
