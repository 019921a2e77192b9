/**
 * A policy while somebody writes it: as rows or as JSON, never as both, so that the two cannot differ. Invariant: changing over loses
 * nothing; where rows cannot show the JSON, or JSON cannot hold the rows, one stays where one is and is told why.
 */
import { type BuilderStatement, fromBuilder, toBuilder, writeBuilder } from "#lib/domain/policy/builder";
import type { PolicyFault } from "#lib/domain/policy/faults";
import { type ParsedPolicy, parsePolicy } from "#lib/domain/policy/parse-policy";
import type { PolicyDocument } from "#lib/domain/policy/policy-document";
import { characterCount } from "#lib/domain/text";

export type PolicyView = "visual" | "json";

export type PolicyDraft = {
  readonly name: string;
  readonly description: string;
  readonly view: PolicyView;
  /** What counts in the view "visual". */
  readonly statements: readonly BuilderStatement[];
  /** What counts in the view "json". */
  readonly text: string;
};

export const BLANK_STATEMENT: BuilderStatement = { effect: "Allow", actions: [], keys: [], conditions: [] };

export const BLANK_DRAFT: PolicyDraft = { name: "", description: "", view: "visual", statements: [BLANK_STATEMENT], text: "" };

/** To change a policy that there is: as rows where they can show it. */
export function draftOf(policy: { readonly name: string; readonly description: string; readonly document: PolicyDocument }): PolicyDraft {
  const { builder } = toBuilder(policy.document);
  return {
    name: policy.name,
    description: policy.description,
    view: builder === null ? "json" : "visual",
    statements: builder?.statements ?? [],
    text: JSON.stringify(policy.document, null, 2),
  };
}

/** The draft as JSON, finished or not. */
export function textOf(draft: Pick<PolicyDraft, "view" | "text" | "statements">): string {
  return draft.view === "json" ? draft.text : JSON.stringify(writeBuilder(draft), null, 2);
}

/** What is sent, or what is wrong with it. */
export function checkDraft(draft: Pick<PolicyDraft, "view" | "text" | "statements">): ParsedPolicy {
  return draft.view === "json" ? parsePolicy(draft.text) : fromBuilder(draft);
}

/** Why one stays where one is. */
export type Stay =
  | { readonly kind: "faults" }
  | { readonly kind: "twice" }
  /** Numbers of the statements that rows cannot show, from 1. */
  | { readonly kind: "inexpressible"; readonly statements: readonly number[] };

export function toView(draft: PolicyDraft, view: PolicyView): { readonly draft: PolicyDraft; readonly stay: Stay | null } {
  if (view === draft.view) return { draft, stay: null };
  if (view === "json") {
    if (fromBuilder(draft).faults.some(({ code }) => code === "memberTwice")) return { draft, stay: { kind: "twice" } };
    return { draft: { ...draft, view, text: textOf(draft) }, stay: null };
  }
  // Nothing typed is nothing to lose: rows begin anew.
  if (draft.text.trim() === "") return { draft: { ...draft, view, statements: [BLANK_STATEMENT] }, stay: null };
  const unfinished = rowsOf(draft);
  if (unfinished !== null) return { draft: { ...draft, view, statements: unfinished }, stay: null };
  const { policy } = parsePolicy(draft.text);
  if (policy === null) return { draft, stay: { kind: "faults" } };
  const { builder, inexpressible } = toBuilder(policy);
  if (builder === null) return { draft, stay: { kind: "inexpressible", statements: inexpressible.map((index) => index + 1) } };
  return { draft: { ...draft, view, statements: builder.statements }, stay: null };
}

/** Rows that were turned into this very text, finished or not: whoever only had a look goes back to them. */
function rowsOf({ statements, text }: PolicyDraft): readonly BuilderStatement[] | null {
  return statements.length > 0 && text === textOf({ view: "visual", statements, text }) ? statements : null;
}

/** Faults of rows by the statement and the part of it that they are about. */
export function faultsAt(faults: readonly PolicyFault[], statement: number, part: "Action" | "Resource" | "Condition"): PolicyFault[] {
  const place = `$.Statement[${statement}].${part}`;
  return faults.filter(({ path }) => path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`));
}

export const POLICY_NAME_MAX = 64;
export const POLICY_DESCRIPTION_MAX = 256;

/** What is wrong with name and description, as codes; nothing where they are sound. Names count characters, blanks around them do not. */
export function faultsOfNames({ name, description }: Pick<PolicyDraft, "name" | "description">): {
  readonly name?: "nameMissing" | "nameLong";
  readonly description?: "descriptionLong";
} {
  const length = characterCount(name.trim());
  return {
    ...(length === 0 && { name: "nameMissing" as const }),
    ...(length > POLICY_NAME_MAX && { name: "nameLong" as const }),
    ...(characterCount(description.trim()) > POLICY_DESCRIPTION_MAX && { description: "descriptionLong" as const }),
  };
}
