/** What somebody holds in plain sentences. */
import { parsePolicyValue } from "#lib/domain/policy/parse-policy";
import { type ReadSentence, readPolicy } from "#lib/domain/policy/reading/read-policy";
import { findSystemPolicy } from "#lib/domain/policy/system-policies";
import type { ReplyOf } from "#lib/wire/catalog";
import { userPageWords } from "../../words/identity/user-words";

export type Held = ReplyOf<"listPoliciesOfUser">["held"][number];
export type ReadHeld = readonly Pick<ReadSentence, "text" | "effect" | "isNote">[];

/** A policy that cannot be read is said to be so: it allows nothing, and what it denies nobody knows. */
export function readHeld({ role_id, policy }: Held): ReadHeld {
  const system = findSystemPolicy(role_id);
  if (system?.isOfAccount) return [say(userPageWords.mayManagePeople)];
  const document = system?.policy ?? parsePolicyValue(policy).policy;
  if (document === null) return [{ text: userPageWords.unreadable, effect: "Deny", isNote: true }];
  const sentences = readPolicy(document);
  return sentences.length > 0 ? sentences : [{ text: userPageWords.saysNothing, effect: "Allow", isNote: true }];
}

function say(text: string): ReadHeld[number] {
  return { text, effect: "Allow", isNote: false };
}
