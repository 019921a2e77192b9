import type { Metadata } from "next";
import { GroupsView } from "#components/identity/groups/groups-view";
import { groupWords } from "#lib/console/words/identity/group-words";
import { AccountPage, type Read } from "../account-page";

export const metadata: Metadata = { title: groupWords.title };

const READS: readonly Read[] = [["listGroups", {}]];

export default function GroupsPage() {
  return (
    <AccountPage reads={READS}>
      <GroupsView />
    </AccountPage>
  );
}
