"use client";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useMemo, useRef, useState } from "react";
import { ThingPart } from "#components/identity/page-parts";
import { useAccountQuery } from "#components/identity/use-account-query";
import { Asked } from "#components/patterns/asked";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { EmptyState } from "#components/patterns/empty-state";
import { MiddleCut } from "#components/patterns/middle-cut";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { groupWords } from "#lib/console/words/identity/group-words";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { userPageWords } from "#lib/console/words/identity/user-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";

const AddToGroupDialog = dynamic(() => import("#components/identity/users/add-to-group-dialog"), { ssr: false });
const ConfirmDialog = dynamic(() => import("#components/identity/confirm-dialog"), { ssr: false });

type Group = ReplyOf<"listGroupsOfUser">["groups"][number];

/** The groups that a user is in. */
export function UserGroupsPart({ user }: { user: { readonly id: string; readonly name: string } }) {
  const { mayDoInAccount } = usePlace();
  const toasts = useToasts();
  const asked = useAccountQuery("listGroupsOfUser", { user_id: user.id });
  const { data } = asked;
  const [isAdding, setAdding] = useState(false);
  const [left, setLeft] = useState<Group | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const removeReason = mayDoInAccount.includes("removeUserFromGroup") ? null : words.unavailable.permission;
  const columns = useMemo<readonly Column<Group>[]>(
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
        id: "operation",
        label: identityWords.operation,
        className: "c-112",
        narrow: "operations",
        cell: (group) => (
          <span className="cell-acts">
            <Button
              kind="quiet"
              size="s"
              className="btn-destroys"
              aria-description={group.name}
              reason={removeReason}
              onClick={() => setLeft(group)}
            >
              {identityWords.remove}
            </Button>
          </span>
        ),
      },
    ],
    [removeReason],
  );
  return (
    <ThingPart
      id="groups"
      title={userPageWords.groups}
      lead={userPageWords.groupsLead}
      action={
        <Button
          ref={addButton}
          reason={mayDoInAccount.includes("addUserToGroup") ? null : words.unavailable.permission}
          onClick={() => setAdding(true)}
        >
          <Plus className="i" aria-hidden />
          {userPageWords.addToGroup}
        </Button>
      }
    >
      <Asked asked={asked} words={{ loading: groupWords.loading, errorTitle: groupWords.errorTitle }}>
        {({ groups }) =>
          groups.length === 0 ? (
            <EmptyState title={userPageWords.groupsEmpty} hint={userPageWords.groupsEmptyHint} />
          ) : (
            <DataTable
              label={userPageWords.groupsTable}
              isPage
              className="table-lines panel-table identity-table"
              columns={columns}
              rows={groups}
              rowKey={({ id }) => id}
            />
          )
        }
      </Asked>
      {isAdding ? (
        <AddToGroupDialog user={user} isIn={new Set((data?.groups ?? []).map(({ id }) => id))} onClose={() => setAdding(false)} />
      ) : null}
      {left ? (
        <ConfirmDialog
          title={userPageWords.removeTitle}
          name={left.name}
          lead={userPageWords.removeLead}
          run={() => changeInAccount("removeUserFromGroup", { group_id: left.id, user_id: user.id })}
          onDone={() => toasts.success({ text: userPageWords.removed, link: { href: `/identity/groups/${left.id}`, text: left.name } })}
          onClose={() => setLeft(null)}
          nextFocus={addButton}
        />
      ) : null}
    </ThingPart>
  );
}
