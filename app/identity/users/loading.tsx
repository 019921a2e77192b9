import { ListPageWaiting } from "#components/identity/list-waiting";
import { userWords } from "#lib/console/words/identity/user-words";

export default function Loading() {
  return <ListPageWaiting words={userWords} />;
}
