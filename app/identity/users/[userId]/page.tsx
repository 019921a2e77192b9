import type { Metadata } from "next";
import { UserPage } from "#components/identity/users/user-page";
import { userWords } from "#lib/console/words/identity/user-words";
import { AccountPage } from "../../account-page";

export const metadata: Metadata = { title: userWords.title };

export default async function OneUserPage({ params }: { params: Promise<{ userId: string }> }) {
  const { userId } = await params;
  return (
    <AccountPage
      reads={[
        ["getUserProfile", { user_id: userId }],
        ["listGroupsOfUser", { user_id: userId }],
        ["listPoliciesOfUser", { user_id: userId }],
      ]}
    >
      <UserPage userId={userId} />
    </AccountPage>
  );
}
