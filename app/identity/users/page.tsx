import { PageHead } from "#components/patterns/page-head";
import { userWords } from "#lib/console/words/identity/user-words";

export default function UsersPage() {
  return <PageHead title={userWords.title} hint={userWords.lead} />;
}
