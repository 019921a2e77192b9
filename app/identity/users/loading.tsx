import { ListPageWaiting } from "#components/identity/list-view";
import { userWords } from "#lib/console/words/identity/user-words";

export default function Loading() {
  return <ListPageWaiting words={userWords} />;
}
