"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useCallback, useMemo, useRef, useState } from "react";
import { AccessKeyList } from "#components/credentials/access-key-list";
import { Pane } from "#components/credentials/pane";
import { Button } from "#components/ui/button";
import { ownQueries } from "#lib/console/browser/queries/query-keys";
import { queryOwn } from "#lib/console/browser/queries/query-operation";
import { useWanted } from "#lib/console/browser/wanted";
import type { Project } from "#lib/console/project";
import { createOwnAccessKey } from "#lib/console/server/actions/own-access-keys";
import { accessKeyWords } from "#lib/console/words/credentials-words";

const CreateAccessKeyDialog = dynamic(() => import("#components/credentials/create-access-key-dialog"), { ssr: false });

/** The access keys of the person, with which programs sign requests. */
export function AccessKeys({ id, projects }: { id: string; projects: readonly Project[] }) {
  const [isCreating, setCreating] = useState(false);
  const createButton = useRef<HTMLButtonElement>(null);
  const asked = useQuery({
    queryKey: ownQueries.accessKeys,
    queryFn: ({ signal }) => queryOwn("listAccessKeys", signal),
  });
  const { credentials, quota } = asked.data ?? {};
  const isFull = credentials !== undefined && quota !== undefined && credentials.length >= quota;
  useWanted(useMemo(() => ({ "access-key": () => setCreating(true) }), []));
  const close = useCallback(() => setCreating(false), []);
  return (
    <>
      <Pane
        id={id}
        title={accessKeyWords.title}
        lead={accessKeyWords.lead}
        count={credentials && quota !== undefined ? accessKeyWords.countOf(credentials.length, quota) : undefined}
        asked={asked}
        actions={
          <Button ref={createButton} reason={isFull ? accessKeyWords.full(quota) : null} onClick={() => setCreating(true)}>
            <Plus className="i" aria-hidden />
            {accessKeyWords.create}
          </Button>
        }
      >
        {({ credentials: accessKeys }) => <AccessKeyList accessKeys={accessKeys} projects={projects} nextFocus={createButton} />}
      </Pane>
      {isCreating ? <CreateAccessKeyDialog projects={projects} make={createOwnAccessKey} onClose={close} /> : null}
    </>
  );
}
