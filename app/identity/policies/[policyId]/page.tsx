import type { Metadata } from "next";
import { PolicyPage } from "#components/policies/policy-page";
import { policyWords } from "#lib/console/words/policies/policy-words";

export const metadata: Metadata = { title: policyWords.title };

/** One policy, of the product or of the account. */
export default async function OnePolicyPage({ params }: { params: Promise<{ policyId: string }> }) {
  return <PolicyPage policyId={(await params).policyId} />;
}
