/** "Who can use this key, and why", as sentences. */
import { SERVICES } from "#lib/domain/identity/service";
import type { ReplyOf } from "#lib/wire/catalog";
import { operationLabels } from "./grant-words";
import { count } from "./plural";

export type KeyPrincipal = ReplyOf<"listKeyAccess">["principals"][number];
type Reason = KeyPrincipal["reasons"][number];

export const accessWords = {
  title: "Who can use this key, and why",
  lead: "Everybody whose role covers this key, everybody who holds a grant on it, and the cloud service whose default master key it is.",
  loading: "Loading who can use this key",
  errorTitle: "Who can use this key could not be loaded",
  none: "Nobody holds a role or a grant for this key.",
  id: "ID",
  types: { user: "User", domain: "Account" },
  outside: "Of another account",
  disabled: "Disabled: cannot sign in until enabled again.",
  truncated: (shown: number) => `The first ${count(shown)} are shown.`,
} as const;

/** What a role amounts to for one key. */
const ROLE_MEANINGS: Readonly<Record<string, string>> = {
  "KMS Administrator": "may use and manage this key",
  "KMS Viewer": "may see this key, and neither use nor change it",
};

/** One reason as a sentence. @param isAccount the principal is an account: all of its users */
export function reasonSentence(reason: Reason, isAccount: boolean): string {
  if (reason.kind === "role") {
    const place = reason.scope === "project" ? "in this project" : "in the whole account";
    return `As a member of the group ${reason.group_name}, which has the role ${reason.role} ${place}, ${ROLE_MEANINGS[reason.role] ?? "has access to this key"}.`;
  }
  if (reason.kind === "defaultKey") {
    const { name, abbreviation } = SERVICES[reason.service];
    return `As ${name} (${abbreviation}), whose default master key this is, may make, encrypt and decrypt data keys with it.`;
  }
  const grant = isAccount ? "By a grant, every user of this account may do this" : "By a grant, may do this";
  return `${grant} over the API: ${operationLabels(reason.operations)}.`;
}
