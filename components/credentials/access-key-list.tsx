"use client";
import dynamic from "next/dynamic";
import { type RefObject, useCallback, useState } from "react";
import { AccessKeyTable } from "#components/credentials/access-key-table";
import type { OwnAccessKey } from "#components/credentials/own-things";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import { EmptyState } from "#components/patterns/empty-state";
import { FailureNotice } from "#components/patterns/failure-notice";
import { useToasts } from "#components/ui/toasts";
import type { Project } from "#lib/console/project";
import { setOwnAccessKeyEnabled } from "#lib/console/server/actions/own-access-keys";
import { accessKeyWords } from "#lib/console/words/credentials-words";

const DescribeAccessKeyDialog = dynamic(() => import("#components/credentials/describe-access-key-dialog"), { ssr: false });
const DeleteAccessKeyDialog = dynamic(() => import("#components/credentials/delete-access-key-dialog"), { ssr: false });

type Props = {
  accessKeys: readonly OwnAccessKey[];
  /** For the names of what keys are bound to. */
  projects: readonly Project[];
  /** Takes the focus when the last key is gone. */
  nextFocus: RefObject<HTMLElement | null>;
  isPage?: boolean;
};

/** Access keys of one user, and what can be done with each of them. */
export function AccessKeyList({ accessKeys, projects, nextFocus, isPage = false }: Props) {
  const toasts = useToasts();
  const [open, setOpen] = useState<{ readonly kind: "describe" | "delete"; readonly accessKey: OwnAccessKey } | null>(null);
  const { submit, isPending, failure } = useOwnSubmission();
  const close = useCallback(() => setOpen(null), []);
  const toggle = async (accessKey: OwnAccessKey) => {
    const isEnabled = accessKey.status !== "active";
    if (!(await submit(() => setOwnAccessKeyEnabled(accessKey.access, isEnabled)))) return;
    toasts.success({ text: isEnabled ? accessKeyWords.enabledDone : accessKeyWords.disabledDone });
  };
  return (
    <>
      {failure ? <FailureNotice failure={failure} /> : null}
      {accessKeys.length > 0 ? (
        <AccessKeyTable
          accessKeys={accessKeys}
          projects={projects}
          isPending={isPending}
          isPage={isPage}
          onToggle={toggle}
          onDescribe={(accessKey) => setOpen({ kind: "describe", accessKey })}
          onDelete={(accessKey) => setOpen({ kind: "delete", accessKey })}
        />
      ) : (
        <EmptyState level="h3" title={accessKeyWords.empty} hint={accessKeyWords.emptyHint} />
      )}
      {open?.kind === "describe" ? <DescribeAccessKeyDialog accessKey={open.accessKey} projects={projects} onClose={close} /> : null}
      {open?.kind === "delete" ? (
        <DeleteAccessKeyDialog accessKey={open.accessKey} projects={projects} nextFocus={nextFocus} onClose={close} />
      ) : null}
    </>
  );
}
