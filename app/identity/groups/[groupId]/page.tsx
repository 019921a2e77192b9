import type { Metadata } from "next";
import { GroupPage } from "#components/identity/groups/group-page";
import { groupWords } from "#lib/console/words/identity/group-words";
import { AccountPage } from "../../account-page";

export const metadata: Metadata = { title: groupWords.title };

export default async function OneGroupPage({ params }: { params: Promise<{ groupId: string }> }) {
  const { groupId } = await params;
  return (
    <AccountPage
      reads={[
        ["getGroup", { group_id: groupId }],
        ["listUsersOfGroup", { group_id: groupId }],
      ]}
    >
      <GroupPage groupId={groupId} />
    </AccountPage>
  );
}
