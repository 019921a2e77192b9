import { ListPageWaiting } from "#components/identity/list-waiting";
import { projectWords } from "#lib/console/words/identity/project-words";

export default function Loading() {
  return <ListPageWaiting words={projectWords} />;
}
