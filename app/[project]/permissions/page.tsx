import type { Metadata } from "next";
import { OwnPermissionsView } from "#components/policies/own-permissions-view";
import { rightsWords } from "#lib/console/words/policies/try-words";

export const metadata: Metadata = { title: rightsWords.title };

/** What one may do oneself, line by line. */
export default function PermissionsPage() {
  return <OwnPermissionsView />;
}
