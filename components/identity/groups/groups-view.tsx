"use client";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useMemo, useState } from "react";
import { ListView } from "#components/identity/list-view";
import { toMilliseconds } from "#components/identity/to-milliseconds";
import { useAccountQuery } from "#components/identity/use-account-query";
import type { Column } from "#components/patterns/data-table/column";
import { MiddleCut } from "#components/patterns/middle-cut";
import { Time } from "#components/patterns/time";
import { usePlace } from "#components/shell/workplace";
import { useWanted } from "#lib/console/browser/wanted";
import { groupWords } from "#lib/console/words/identity/group-words";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";

const GroupDialog = dynamic(() => import("#components/identity/groups/group-dialog"), { ssr: false });

export type GroupRow = ReplyOf<"listGroups">["groups"][number];

const toTexts = ({ name, description, id }: GroupRow) => [name, description, id];

/** The groups of the account. */
export function GroupsView() {
  const { mayDoInAccount } = usePlace();
  const { data, error, refetch } = useAccountQuery("listGroups", {});
  const [isCreating, setCreating] = useState(false);
  const openCreate = useMemo(() => () => setCreating(true), []);
  useWanted(useMemo(() => ({ "create-group": openCreate }), [openCreate]));
  const columns = useMemo<readonly Column<GroupRow>[]>(
    () => [
      {
        id: "name",
        label: groupWords.columns.name,
        narrow: "name",
        cell: ({ id, name }) => (
          <Link className="name" href={`/identity/groups/${id}`} prefetch={false} aria-label={name}>
            <MiddleCut text={name} />
          </Link>
        ),
      },
      {
        id: "description",
        label: identityWords.description,
        narrow: "fact",
        cell: ({ description }) => (
          <bdi className="cut block" data-whole={description}>
            {description}
          </bdi>
        ),
      },
      {
        id: "created",
        label: identityWords.created,
        className: "c-112",
        narrow: "aside",
        cell: ({ create_time: created }) => <Time milliseconds={toMilliseconds(created)} />,
      },
    ],
    [],
  );
  return (
    <>
      <ListView
        words={groupWords}
        rows={data?.groups}
        error={error}
        onRetry={() => void refetch()}
        columns={columns}
        texts={toTexts}
        createReason={mayDoInAccount.includes("createGroup") ? null : words.unavailable.permission}
        onCreate={openCreate}
      />
      {isCreating ? <GroupDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
}
