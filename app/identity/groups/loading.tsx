import { ListPageWaiting } from "#components/identity/list-waiting";
import { groupWords } from "#lib/console/words/identity/group-words";

export default function Loading() {
  return <ListPageWaiting words={groupWords} />;
}
