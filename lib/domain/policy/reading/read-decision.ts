/** Why something is allowed or not, in plain sentences: for "Try it", a person's page and traces. Statements are counted from 1, as people do. */
import type { Decision, Reason, StatementPlace } from "../decide";
import type { Check, StatementFinding } from "../explain";
import { quote } from "../faults";
import { listWords } from "./key-words";

export function verdictWords({ isAllowed }: Decision): string {
  return isAllowed ? "Allowed" : "Not allowed";
}

export function reasonWords(decision: Decision): string {
  const sentence = wordsOf(decision.reason, decision.permission ?? "");
  return decision.isAllowed && decision.isLimited ? `${sentence} Not every key is shown.` : sentence;
}

function wordsOf(reason: Reason, permission: string): string {
  switch (reason.kind) {
    case "openToAll":
      return "Everybody who is signed in may do this.";
    case "allowedByStatement":
      return `${placeWords(reason.place)} allows it.`;
    case "allowedByGrant":
      return reason.grantId === "" ? "A grant allows it." : `The grant ${reason.grantId} allows it.`;
    case "ownDefaultKey":
      return "It is the service's own default master key, which it may use without any policy or grant.";
    case "deniedByStatement":
      return `${placeWords(reason.place)} denies it. A Deny outweighs every Allow.`;
    case "deniedUntold":
      return `${placeWords(reason.place)} may deny it: a value that it asks for is not known here. A Deny that cannot be told denies.`;
    case "deniedByUnreadable":
      return `The policy ${quote(reason.policyName)} cannot be read any more, so it denies everything on keys. Save it anew, or detach it.`;
    case "grantNotInConsole":
      return "A grant would allow it, but what a grant allows can be done only by calling the API, not in the console.";
    case "limitedToKeys":
      return `${placeWords(reason.place)} allows ${permission}, but only for certain keys, and this is about none yet.`;
    case "allowUntold":
      return `${placeWords(reason.place)} may allow it, but a value that it asks for is not known here.`;
    case "nothingAllows":
      return `No policy or grant allows ${permission} here.`;
  }
}

/** How near a statement came: null where it holds, which the reason says. */
export function findingWords({ place, effect, reach, checks }: StatementFinding): string | null {
  if (reach === "yes") return null;
  const does = effect === "Allow" ? "allows" : "denies";
  if (reach === "keys") return `${placeWords(place)} ${does} it for certain keys only.`;
  const open = checks.filter(({ answer }) => answer === reach).map(checkWords);
  return `${placeWords(place)} ${does} it ${reach === "no" ? "elsewhere" : "perhaps"}: ${listWords(open, "and")}.`;
}

function checkWords(check: Check): string {
  if (check.kind === "resource") return "it names other keys";
  return check.answer === "unknown" ? `${check.key} is not known` : `${check.operator} of ${check.key} does not hold`;
}

function placeWords({ policyName, statement }: StatementPlace): string {
  return `Statement ${statement + 1} of the policy ${quote(policyName)}`;
}
