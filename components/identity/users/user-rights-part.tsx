"use client";
import Link from "next/link";
import { useMemo } from "react";
import { ThingPart } from "#components/identity/page-parts";
import { useAccountQuery } from "#components/identity/use-account-query";
import type { User } from "#components/identity/users/user";
import { Asked } from "#components/patterns/asked";
import { Banner } from "#components/patterns/banner";
import { EmptyState } from "#components/patterns/empty-state";
import { Mark } from "#components/patterns/mark";
import { type Held, type ReadHeld, readHeld } from "#lib/console/browser/identity/read-held";
import { policyPath } from "#lib/console/browser/policy/policy-items";
import { userPageWords } from "#lib/console/words/identity/user-words";

/** In sentences what somebody may do, where, and through which group and policy. */
export default function UserRightsPart({ user }: { user: User }) {
  const asked = useAccountQuery("listPoliciesOfUser", { user_id: user.id });
  return (
    <ThingPart id="rights" title={userPageWords.rights} lead={userPageWords.rightsLead}>
      <Asked asked={asked} words={{ loading: userPageWords.rightsLoading, errorTitle: userPageWords.rightsError }}>
        {({ held }) => <Rights user={user} held={held} />}
      </Asked>
    </ThingPart>
  );
}

function Rights({ user, held }: { user: User; held: readonly Held[] }) {
  const lines = useMemo(() => held.map((one) => ({ one, read: readHeld(one) })), [held]);
  if (lines.length === 0) return <EmptyState title={userPageWords.nothing(user.name)} hint={userPageWords.nothingHint} />;
  return (
    <>
      {user.enabled ? null : (
        <div className="section rights-note">
          <Banner tone="caution">{userPageWords.isDisabled(user.name)}</Banner>
        </div>
      )}
      <ul className="rights">
        {lines.map(({ one, read }) => (
          <HeldLine key={`${one.role_id} ${one.group.id} ${one.scope} ${one.project?.id}`} held={one} read={read} />
        ))}
      </ul>
    </>
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
