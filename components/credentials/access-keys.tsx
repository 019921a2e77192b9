"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useCallback, useMemo, useRef, useState } from "react";
import { AccessKeyTable } from "#components/credentials/access-key-table";
import type { OwnAccessKey } from "#components/credentials/own-things";
import { Pane } from "#components/credentials/pane";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import { EmptyState } from "#components/patterns/empty-state";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { ownQueries } from "#lib/console/browser/queries/query-keys";
import { queryOwn } from "#lib/console/browser/queries/query-operation";
import { useWanted } from "#lib/console/browser/wanted";
import type { Project } from "#lib/console/project";
import { setOwnAccessKeyEnabled } from "#lib/console/server/actions/own-access-keys";
import { accessKeyWords } from "#lib/console/words/credentials-words";

const CreateAccessKeyDialog = dynamic(() => import("#components/credentials/create-access-key-dialog"), { ssr: false });
const DescribeAccessKeyDialog = dynamic(() => import("#components/credentials/describe-access-key-dialog"), { ssr: false });
const DeleteAccessKeyDialog = dynamic(() => import("#components/credentials/delete-access-key-dialog"), { ssr: false });

type Open = { readonly kind: "create" } | { readonly kind: "describe" | "delete"; readonly accessKey: OwnAccessKey } | null;

/** The access keys of the person, with which programs sign requests. */
export function AccessKeys({ id, projects }: { id: string; projects: readonly Project[] }) {
  const toasts = useToasts();
  const [open, setOpen] = useState<Open>(null);
  const createButton = useRef<HTMLButtonElement>(null);
  const { submit, isPending, failure } = useOwnSubmission();
  const asked = useQuery({
    queryKey: ownQueries.accessKeys,
    queryFn: ({ signal }) => queryOwn("listAccessKeys", signal),
  });
  const { credentials, quota } = asked.data ?? {};
  const isFull = credentials !== undefined && quota !== undefined && credentials.length >= quota;
  useWanted(useMemo(() => ({ "access-key": () => setOpen({ kind: "create" }) }), []));
  const close = useCallback(() => setOpen(null), []);
  const toggle = async (accessKey: OwnAccessKey) => {
    const isEnabled = accessKey.status !== "active";
    if (!(await submit(() => setOwnAccessKeyEnabled(accessKey.access, isEnabled)))) return;
    toasts.success({ text: isEnabled ? accessKeyWords.enabledDone : accessKeyWords.disabledDone });
  };
  return (
    <>
      <Pane
        id={id}
        title={accessKeyWords.title}
        lead={accessKeyWords.lead}
        count={credentials && quota !== undefined ? accessKeyWords.countOf(credentials.length, quota) : undefined}
        asked={asked}
        actions={
          <Button ref={createButton} reason={isFull ? accessKeyWords.full(quota) : null} onClick={() => setOpen({ kind: "create" })}>
            <Plus className="i" aria-hidden />
            {accessKeyWords.create}
          </Button>
        }
      >
        {({ credentials: accessKeys }) => (
          <>
            {failure ? <FailureNotice failure={failure} /> : null}
            {accessKeys.length > 0 ? (
              <AccessKeyTable
                accessKeys={accessKeys}
                projects={projects}
                isPending={isPending}
                onToggle={toggle}
                onDescribe={(accessKey) => setOpen({ kind: "describe", accessKey })}
                onDelete={(accessKey) => setOpen({ kind: "delete", accessKey })}
              />
            ) : (
              <EmptyState level="h3" title={accessKeyWords.empty} hint={accessKeyWords.emptyHint} />
            )}
          </>
        )}
      </Pane>
      {open?.kind === "create" ? <CreateAccessKeyDialog projects={projects} onClose={close} /> : null}
      {open?.kind === "describe" ? <DescribeAccessKeyDialog accessKey={open.accessKey} projects={projects} onClose={close} /> : null}
      {open?.kind === "delete" ? (
        <DeleteAccessKeyDialog accessKey={open.accessKey} projects={projects} nextFocus={createButton} onClose={close} />
      ) : null}
    </>
  );
}
