"use client";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { MembersPart } from "#components/identity/groups/members-part";
import { ThingFace, ThingHead } from "#components/identity/page-parts";
import { toMilliseconds } from "#components/identity/to-milliseconds";
import { useAccountQuery } from "#components/identity/use-account-query";
import { CopyButton } from "#components/patterns/copy-button";
import { Fact, Facts } from "#components/patterns/facts";
import { Time } from "#components/patterns/time";
import { AttachmentsOfGroup } from "#components/policies/attachments";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { asFailure } from "#lib/console/browser/as-failure";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { groupPageWords } from "#lib/console/words/identity/group-words";
import { identityWords } from "#lib/console/words/identity/identity-words";
import { words } from "#lib/console/words/words";

const GroupDialog = dynamic(() => import("#components/identity/groups/group-dialog"), { ssr: false });
const ConfirmDialog = dynamic(() => import("#components/identity/confirm-dialog"), { ssr: false });

const LIST = "/identity/groups";

/** A group: who is in it, and which policies its members have, where. */
export function GroupPage({ groupId }: { groupId: string }) {
  const { mayDoInAccount } = usePlace();
  const router = useRouter();
  const toasts = useToasts();
  const { data, error, refetch } = useAccountQuery("getGroup", { group_id: groupId });
  const members = useAccountQuery("listUsersOfGroup", { group_id: groupId });
  const [opened, setOpened] = useState<"edit" | "delete" | null>(null);
  const failure = error ? asFailure(error) : null;
  const group = data?.group;
  if (!group || failure?.status === 404) {
    return (
      <ThingFace
        failure={failure}
        words={groupPageWords}
        list={{ href: LIST, text: groupPageWords.toGroups }}
        onRetry={() => void refetch()}
      />
    );
  }
  const reasonFor = (operation: "updateGroup" | "deleteGroup") =>
    mayDoInAccount.includes(operation) ? null : words.unavailable.permission;
  const close = () => setOpened(null);
  return (
    <>
      <ThingHead back={{ href: LIST, text: groupPageWords.back }} title={group.name} description={group.description}>
        <Button reason={reasonFor("updateGroup")} onClick={() => setOpened("edit")}>
          {groupPageWords.edit}
        </Button>
        <Button kind="destroys" reason={reasonFor("deleteGroup")} onClick={() => setOpened("delete")}>
          {identityWords.delete}
        </Button>
      </ThingHead>
      <Facts label={groupPageWords.facts}>
        <Fact label={groupPageWords.groupId} className="facts-id">
          <span className="mono">{group.id}</span>
          <CopyButton text={group.id} what={groupPageWords.groupId} />
        </Fact>
        <Fact label={identityWords.created}>
          <Time milliseconds={toMilliseconds(group.create_time)} isFocusable />
        </Fact>
      </Facts>
      <MembersPart group={group} />
      <AttachmentsOfGroup group={group} />
      {opened === "edit" ? <GroupDialog group={group} onClose={close} /> : null}
      {opened === "delete" ? (
        <ConfirmDialog
          title={groupPageWords.deleteTitle}
          name={group.name}
          lead={groupPageWords.deleteLead}
          friction={{ kind: "name" }}
          run={() => changeInAccount("deleteGroup", { group_id: group.id })}
          onDone={() => {
            toasts.success({ text: `${groupPageWords.deleted}: ${group.name}` });
            router.push(LIST);
          }}
          onClose={close}
        >
          <p>{groupPageWords.deleteStake(members.data?.users.length ?? null)}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
