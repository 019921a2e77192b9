import type { Metadata } from "next";
import { PolicyPage } from "#components/policies/policy-page";
import { policyWords } from "#lib/console/words/policies/policy-words";
import { AccountPage, type Read } from "../../account-page";

export const metadata: Metadata = { title: policyWords.title };

const READS: readonly Read[] = [["listPolicies", {}]];

/** One policy, of the product or of the account. */
export default async function OnePolicyPage({ params }: { params: Promise<{ policyId: string }> }) {
  const { policyId } = await params;
  return (
    <AccountPage reads={READS}>
      <PolicyPage policyId={policyId} />
    </AccountPage>
  );
}
