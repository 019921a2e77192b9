"use client";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useMemo, useState } from "react";
import { EnabledState } from "#components/identity/enabled-state";
import { ListView } from "#components/identity/list-view";
import { ServiceBadge } from "#components/identity/service-badge";
import { toMilliseconds } from "#components/identity/to-milliseconds";
import { useAccountQuery } from "#components/identity/use-account-query";
import type { Column } from "#components/patterns/data-table/column";
import { MiddleCut } from "#components/patterns/middle-cut";
import { Time } from "#components/patterns/time";
import { usePlace } from "#components/shell/workplace";
import { useWanted } from "#lib/console/browser/wanted";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { serviceWords } from "#lib/console/words/identity/service-words";
import { userWords } from "#lib/console/words/identity/user-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";

const CreateUserDialog = dynamic(() => import("#components/identity/users/create-user-dialog"), { ssr: false });

type Row = ReplyOf<"listUserProfiles">["users"][number];

const toTexts = ({ name, email, description, id, service }: Row) => [
  name,
  email,
  description,
  id,
  service ? serviceWords.badge(service) : "",
];

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
        cell: ({ id, name, service }) => (
          <span className="cell">
            <Link className="name cut" href={`/identity/users/${id}`} prefetch={false} aria-label={name}>
              <MiddleCut text={name} />
            </Link>
            <ServiceBadge service={service} />
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
        cell: ({ service, second_factor_required: isRequired, has_second_factor: has }) =>
          service ? null : <span className={has || isRequired ? "" : "faint"}>{userWords.secondFactors(isRequired, has)}</span>,
      },
      {
        id: "last",
        label: labels.lastSignIn,
        className: "c-112",
        narrow: "aside",
        cell: ({ service, last_login_time: last }) =>
          service ? null : last === null ? (
            <span className="faint">{identityWords.never}</span>
          ) : (
            <Time milliseconds={toMilliseconds(last)} />
          ),
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
