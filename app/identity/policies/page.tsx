import type { Metadata } from "next";
import { PolicyList } from "#components/policies/policy-list";
import { policyWords } from "#lib/console/words/policies/policy-words";

export const metadata: Metadata = { title: policyWords.title };

/** System roles and the account's own policies. */
export default function PoliciesPage() {
  return <PolicyList />;
}
