import type { Metadata } from "next";
import { PolicyList } from "#components/policies/policy-list";
import { policyWords } from "#lib/console/words/policies/policy-words";
import { AccountPage, type Read } from "../account-page";

export const metadata: Metadata = { title: policyWords.title };

const READS: readonly Read[] = [
  ["listPolicies", {}],
  ["listRoleAssignments", {}],
];

/** System roles and the account's own policies. */
export default function PoliciesPage() {
  return (
    <AccountPage reads={READS}>
      <PolicyList />
    </AccountPage>
  );
}
