"use client";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useMemo, useRef, useState } from "react";
import { EnabledState } from "#components/identity/enabled-state";
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
import { groupPageWords } from "#lib/console/words/identity/group-words";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";

const AddMemberDialog = dynamic(() => import("#components/identity/groups/add-member-dialog"), { ssr: false });
const ConfirmDialog = dynamic(() => import("#components/identity/confirm-dialog"), { ssr: false });

type Member = ReplyOf<"listUsersOfGroup">["users"][number];

/** The members of a group. */
export function MembersPart({ group }: { group: { readonly id: string; readonly name: string } }) {
  const { mayDoInAccount } = usePlace();
  const toasts = useToasts();
  const asked = useAccountQuery("listUsersOfGroup", { group_id: group.id });
  const { data } = asked;
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const removeReason = mayDoInAccount.includes("removeUserFromGroup") ? null : words.unavailable.permission;
  const columns = useMemo<readonly Column<Member>[]>(
    () => [
      {
        id: "name",
        label: identityWords.userName,
        narrow: "name",
        cell: ({ id, name }) => (
          <Link className="name" href={`/identity/users/${id}`} prefetch={false} aria-label={name}>
            <MiddleCut text={name} />
          </Link>
        ),
      },
      {
        id: "status",
        label: identityWords.status,
        className: "c-112",
        narrow: "fact",
        cell: ({ enabled }) => <EnabledState isEnabled={enabled} />,
      },
      {
        id: "description",
        label: identityWords.description,
        className: "c-describes",
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
        cell: (member) => (
          <span className="cell-acts">
            <Button
              kind="quiet"
              size="s"
              className="btn-destroys"
              aria-description={member.name}
              reason={removeReason}
              onClick={() => setLeaving(member)}
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
      id="members"
      title={groupPageWords.members}
      lead={groupPageWords.membersLead}
      action={
        <Button
          ref={addButton}
          reason={mayDoInAccount.includes("addUserToGroup") ? null : words.unavailable.permission}
          onClick={() => setAdding(true)}
        >
          <Plus className="i" aria-hidden />
          {groupPageWords.addMember}
        </Button>
      }
    >
      <Asked asked={asked} words={{ loading: groupPageWords.membersLoading, errorTitle: groupPageWords.membersError }}>
        {({ users }) =>
          users.length === 0 ? (
            <EmptyState title={groupPageWords.membersEmpty} hint={groupPageWords.membersEmptyHint} />
          ) : (
            <DataTable
              label={groupPageWords.membersTable}
              isPage
              className="table-lines panel-table identity-table"
              columns={columns}
              rows={users}
              rowKey={({ id }) => id}
            />
          )
        }
      </Asked>
      {isAdding ? (
        <AddMemberDialog group={group} members={new Set((data?.users ?? []).map(({ id }) => id))} onClose={() => setAdding(false)} />
      ) : null}
      {leaving ? (
        <ConfirmDialog
          title={groupPageWords.removeTitle}
          name={leaving.name}
          lead={groupPageWords.removeLead}
          run={() => changeInAccount("removeUserFromGroup", { group_id: group.id, user_id: leaving.id })}
          onDone={() =>
            toasts.success({ text: groupPageWords.removed, link: { href: `/identity/users/${leaving.id}`, text: leaving.name } })
          }
          onClose={() => setLeaving(null)}
          nextFocus={addButton}
        />
      ) : null}
    </ThingPart>
  );
}
