"use client";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useMemo, useState } from "react";
import { EnabledState } from "#components/identity/enabled-state";
import { ListView } from "#components/identity/list-view";
import { toMilliseconds } from "#components/identity/to-milliseconds";
import { useAccountQuery } from "#components/identity/use-account-query";
import type { Column } from "#components/patterns/data-table/column";
import { MiddleCut } from "#components/patterns/middle-cut";
import { Time } from "#components/patterns/time";
import { usePlace } from "#components/shell/workplace";
import { useWanted } from "#lib/console/browser/wanted";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { userWords } from "#lib/console/words/identity/user-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";

const CreateUserDialog = dynamic(() => import("#components/identity/users/create-user-dialog"), { ssr: false });

type Row = ReplyOf<"listUserProfiles">["users"][number];

const toTexts = ({ name, email, description, id }: Row) => [name, email, description, id];

/** The users of the account. */
export function UsersView() {
  const { userId, mayDoInAccount } = usePlace();
  const { data, error, refetch } = useAccountQuery("listUserProfiles", {});
  const [isCreating, setCreating] = useState(false);
  const openCreate = useMemo(() => () => setCreating(true), []);
  const mayCreate = mayDoInAccount.includes("createUserWithProfile");
  useWanted(useMemo(() => ({ "create-user": openCreate }), [openCreate]));
  const columns = useMemo<readonly Column<Row>[]>(() => {
    const labels = userWords.columns;
    return [
      {
        id: "name",
        label: labels.name,
        narrow: "name",
        cell: ({ id, name }) => (
          <span className="cell">
            <Link className="name min-w-0" href={`/identity/users/${id}`} prefetch={false} aria-label={name}>
              <MiddleCut text={name} />
            </Link>
            {id === userId ? <span className="muted">({userWords.you})</span> : null}
          </span>
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
        id: "email",
        label: labels.email,
        className: "c-email",
        cell: ({ email }) => (
          <span className="cut block" data-whole={email}>
            {email}
          </span>
        ),
      },
      {
        id: "factor",
        label: labels.secondFactor,
        className: "c-112",
        cell: ({ second_factor_required: isRequired, has_second_factor: has }) => (
          <span className={has || isRequired ? "" : "faint"}>{userWords.secondFactors(isRequired, has)}</span>
        ),
      },
      {
        id: "last",
        label: labels.lastSignIn,
        className: "c-112",
        narrow: "aside",
        cell: ({ last_login_time: last }) =>
          last === null ? <span className="faint">{identityWords.never}</span> : <Time milliseconds={toMilliseconds(last)} />,
      },
      {
        id: "created",
        label: identityWords.created,
        className: "c-112 c-created",
        cell: ({ create_time }) => <Time milliseconds={toMilliseconds(create_time)} />,
      },
    ];
  }, [userId]);
  return (
    <>
      <ListView
        words={userWords}
        rows={data?.users}
        error={error}
        onRetry={() => void refetch()}
        columns={columns}
        texts={toTexts}
        createReason={mayCreate ? null : words.unavailable.permission}
        onCreate={openCreate}
      />
      {isCreating ? <CreateUserDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
}
