"use client";
import Link from "next/link";
import { useMemo } from "react";
import { ThingPart } from "#components/identity/page-parts";
import { useAccountQuery } from "#components/identity/use-account-query";
import type { User } from "#components/identity/users/user";
import { Banner } from "#components/patterns/banner";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { Mark } from "#components/patterns/mark";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { asFailure } from "#lib/console/browser/as-failure";
import { type Held, type ReadHeld, readHeld } from "#lib/console/browser/identity/read-held";
import { policyPath } from "#lib/console/browser/policy/policy-items";
import { userPageWords } from "#lib/console/words/identity/user-words";

/** In sentences what somebody may do, where, and through which group and policy. */
export default function UserRightsPart({ user }: { user: User }) {
  const { data, error, refetch } = useAccountQuery("listPoliciesOfUser", { user_id: user.id });
  const held = useMemo(() => data?.held.map((one) => ({ one, read: readHeld(one) })), [data]);
  const failure = !data && error ? asFailure(error) : null;
  return (
    <ThingPart id="rights" title={userPageWords.rights} lead={userPageWords.rightsLead}>
      {failure ? (
        <ErrorState
          title={userPageWords.rightsError}
          message={failure.message}
          requestId={failure.requestId}
          onRetry={() => void refetch()}
        />
      ) : null}
      {!data && !failure ? (
        <div className="section">
          <RowsWaiting label={userPageWords.rightsLoading} />
        </div>
      ) : null}
      {held?.length === 0 ? <EmptyState title={userPageWords.nothing(user.name)} hint={userPageWords.nothingHint} /> : null}
      {held && held.length > 0 && !user.enabled ? (
        <div className="section rights-note">
          <Banner tone="caution">{userPageWords.isDisabled(user.name)}</Banner>
        </div>
      ) : null}
      {held && held.length > 0 ? (
        <ul className="rights">
          {held.map(({ one, read }) => (
            <HeldLine key={`${one.role_id} ${one.group.id} ${one.scope} ${one.project?.id}`} held={one} read={read} />
          ))}
        </ul>
      ) : null}
    </ThingPart>
  );
}

function HeldLine({ held, read }: { held: Held; read: ReadHeld }) {
  const { scope, project, group, name, role_id } = held;
  return (
    <li>
      <p className="muted wrap-anywhere">
        {userPageWords.through[scope]}
        {project ? <b className="strong ink"> {project.name}</b> : null}
        {userPageWords.byGroup}
        <Link className="name" href={`/identity/groups/${group.id}`} prefetch={false}>
          <bdi>{group.name}</bdi>
        </Link>
        {userPageWords.byPolicy}
        <Link className="name" href={policyPath(role_id)} prefetch={false}>
          <bdi>{name}</bdi>
        </Link>
      </p>
      <ul className="rights-sentences">
        {read.map(({ text, effect, isNote }) => (
          <li key={text} className="wrap-anywhere">
            {isNote ? null : <Mark shape={effect === "Deny" ? "disabled" : "ok"} tone={effect === "Deny" ? "plain" : "positive"} />}
            <span className={isNote ? "muted" : ""}>{text}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}
