"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import { EnabledState } from "#components/identity/enabled-state";
import { ThingFace, ThingHead } from "#components/identity/page-parts";
import { ServiceBadge } from "#components/identity/service-badge";
import { toMilliseconds } from "#components/identity/to-milliseconds";
import { useAccountQuery } from "#components/identity/use-account-query";
import { SecondFactorPart } from "#components/identity/users/second-factor-part";
import type { User, UserChange } from "#components/identity/users/user";
import { UserGroupsPart } from "#components/identity/users/user-groups-part";
import { CopyButton } from "#components/patterns/copy-button";
import { Fact, Facts } from "#components/patterns/facts";
import { Time } from "#components/patterns/time";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { userPageWords, userWords } from "#lib/console/words/identity/user-words";
import { words } from "#lib/console/words/words";

const UserDialogs = dynamic(() => import("#components/identity/users/user-dialogs"), { ssr: false });

const ServiceParts = dynamic(() => import("#components/identity/users/service-parts"));

const UserRightsPart = dynamic(() => import("#components/identity/users/user-rights-part"));

const LIST = "/identity/users";

/** A user: what is known, the groups, and in sentences what this person may do; of a cloud service, its access keys. */
export function UserPage({ userId }: { userId: string }) {
  const { mayDoInAccount } = usePlace();
  const { data, error, refetch } = useAccountQuery("getUserProfile", { user_id: userId });
  const [change, setChange] = useState<UserChange | null>(null);
  const failure = error ? asFailure(error) : null;
  const user = data?.user;
  if (!user || failure?.status === 404) {
    return (
      <ThingFace
        failure={failure}
        words={userPageWords}
        list={{ href: LIST, text: userPageWords.toUsers }}
        onRetry={() => void refetch()}
      />
    );
  }
  const reasonFor = (operation: "updateUser" | "deleteUser") => (mayDoInAccount.includes(operation) ? null : words.unavailable.permission);
  return (
    <>
      <ThingHead
        back={{ href: LIST, text: userPageWords.back }}
        title={user.name}
        beside={
          <>
            <EnabledState isEnabled={user.enabled} />
            <ServiceBadge service={user.service} />
          </>
        }
        description={user.description}
      >
        <Button reason={reasonFor("updateUser")} onClick={() => setChange("edit")}>
          {identityWords.edit}
        </Button>
        {user.service ? null : (
          <Button reason={reasonFor("updateUser")} onClick={() => setChange("reset")}>
            {userPageWords.reset}
          </Button>
        )}
        <Button
          kind={user.enabled ? "destroys" : "plain"}
          reason={reasonFor("updateUser")}
          onClick={() => setChange(user.enabled ? "disable" : "enable")}
        >
          {user.enabled ? identityWords.disable : identityWords.enable}
        </Button>
        <Button kind="destroys" reason={reasonFor("deleteUser")} onClick={() => setChange("delete")}>
          {identityWords.delete}
        </Button>
      </ThingHead>
      <UserFacts user={user} />
      {user.service ? (
        <ServiceParts user={user} service={user.service} />
      ) : (
        <>
          <UserRightsPart user={user} />
          <UserGroupsPart user={user} />
          <SecondFactorPart user={user} />
        </>
      )}
      {change ? <UserDialogs user={user} change={change} onClose={() => setChange(null)} /> : null}
    </>
  );
}

function UserFacts({ user }: { user: User }) {
  return (
    <Facts label={userPageWords.facts}>
      <Fact label={userPageWords.userId} className="facts-id">
        <span className="mono">{user.id}</span>
        <CopyButton text={user.id} what={userPageWords.userId} />
      </Fact>
      {user.email ? (
        <Fact label={userWords.columns.email}>
          <span className="wrap-anywhere">{user.email}</span>
        </Fact>
      ) : null}
      {user.service ? null : (
        <Fact label={userPageWords.lastSignIn}>
          {user.last_login_time === null ? identityWords.never : <Time milliseconds={toMilliseconds(user.last_login_time)} isFocusable />}
        </Fact>
      )}
      <Fact label={identityWords.created}>
        <Time milliseconds={toMilliseconds(user.create_time)} isFocusable />
      </Fact>
    </Facts>
  );
}
