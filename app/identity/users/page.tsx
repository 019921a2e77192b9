import type { Metadata } from "next";
import { UsersView } from "#components/identity/users/users-view";
import { userWords } from "#lib/console/words/identity/user-words";
import { AccountPage, type Read } from "../account-page";

export const metadata: Metadata = { title: userWords.title };

const READS: readonly Read[] = [["listUserProfiles", {}]];

export default function UsersPage() {
  return (
    <AccountPage reads={READS}>
      <UsersView />
    </AccountPage>
  );
}
