import { ListPageWaiting } from "#components/identity/list-waiting";
import { policyWords } from "#lib/console/words/policies/policy-words";

export default function Loading() {
  return <ListPageWaiting words={policyWords} />;
}
