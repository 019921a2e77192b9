/** Policies as the console shows them: the system roles, which are part of the product, and those that an account has made. */
import type { PolicyDocument } from "#lib/domain/policy/policy-document";
import { SYSTEM_POLICIES } from "#lib/domain/policy/system-policies";
import type { ReplyOf } from "#lib/wire/catalog";

export type PolicyKind = "system" | "custom";

export type PolicyItem = {
  readonly id: string;
  readonly name: string;
  readonly kind: PolicyKind;
  /** It is about people, so that it is attached for the account as a whole. */
  readonly isOfAccount: boolean;
  readonly description: string;
  readonly document: PolicyDocument;
  /** Epoch milliseconds as the wire gives them; null of system roles. */
  readonly createdAt: string | null;
  readonly changedAt: string | null;
};

export const SYSTEM_ITEMS: readonly PolicyItem[] = SYSTEM_POLICIES.map(({ id, name, isOfAccount, description, policy }) => ({
  id,
  name,
  kind: "system",
  isOfAccount,
  description,
  document: policy,
  createdAt: null,
  changedAt: null,
}));

type CustomPolicy = ReplyOf<"listPolicies">["roles"][number];

export function toCustomItem(role: CustomPolicy): PolicyItem {
  return {
    id: role.id,
    name: role.display_name,
    kind: "custom",
    isOfAccount: false,
    description: role.description,
    document: role.policy as PolicyDocument,
    createdAt: role.created_time,
    changedAt: role.updated_time,
  };
}

/** System roles first, in the guide's order, then the account's own by name. */
export function orderPolicies(custom: readonly PolicyItem[]): readonly PolicyItem[] {
  return [...SYSTEM_ITEMS, ...[...custom].sort((one, other) => one.name.localeCompare(other.name))];
}

export type PolicySearch = { readonly text: string; readonly kind: PolicyKind | "all" };

/** Those of a kind with a text in name or description, without regard to case or to blanks around it. */
export function filterPolicies(items: readonly PolicyItem[], { text, kind }: PolicySearch): readonly PolicyItem[] {
  const wanted = text.trim().toLowerCase();
  return items.filter(
    (item) => (kind === "all" || item.kind === kind) && [item.name, item.description].some((words) => words.toLowerCase().includes(wanted)),
  );
}

export const POLICIES_PATH = "/identity/policies";

export function policyPath(id: string): string {
  return `${POLICIES_PATH}/${id}`;
}

/** Whether a policy forbids something, so that taking it away may give rights. */
export function hasDeny({ Statement }: PolicyDocument): boolean {
  return Statement.some(({ Effect }) => Effect === "Deny");
}
