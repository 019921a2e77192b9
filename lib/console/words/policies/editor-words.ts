/** The policy editor: rows or JSON, and what is wrong with either. */
import { type CONDITION_KEYS, TAG_PREFIX } from "#lib/domain/policy/condition-key";
import type { ConditionOperator } from "#lib/domain/policy/condition-operator";
import { count, noun, plural } from "../plural";

export const editorWords = {
  lead: "Says what members of the user groups that it is attached to may do, and to which keys.",
  name: "Policy name",
  nameHint: "1 to 64 characters.",
  nameMissing: "Enter a name.",
  nameLong: "A name has 64 characters at most.",
  description: "Description",
  descriptionLong: "A description has 256 characters at most.",
  views: "Way of editing",
  visual: "Visual editor",
  json: "JSON",
  text: "Policy JSON",
  format: "Format",
  formatOff: "It can be laid out once it is JSON.",
  created: "Policy created successfully",
  saved: "Policy saved successfully",
  view: "View policy",
  save: "Save",
  discard: "Discard changes",
  unchanged: "Nothing has been changed.",
  editLabel: "Edit policy",
  backToPolicy: "Back to the policy",
  /** What saving does, said before. */
  affects: (groups: number) =>
    `${plural(groups, "user group")} ${groups === 1 ? "has" : "have"} this policy. Saving takes effect with the next request of ${groups === 1 ? "its" : "their"} members.`,

  sound: "No errors",
  faults: (number: number, line: number) =>
    number === 1 ? `1 error, line ${count(line)}` : `${count(number)} errors, first on line ${count(line)}`,
  faultsOfRows: (number: number) => `${count(number)} ${noun(number, "error")}`,
  faultAt: (line: number, column: number) => `Line ${count(line)}, column ${count(column)}`,
  goTo: (line: number) => `Go to line ${count(line)}`,
  meant: (what: string) => `Did you mean ${what}?`,
  useIt: "Use it",
  /** Beside the button that was pressed in vain. */
  mend: (what: readonly string[]) => `Correct first: ${what.join(", ")}.`,
  mendName: "policy name",
  mendDescription: "description",
  mendPolicy: "policy",

  stays: {
    faults: "The visual editor shows a policy once its JSON has no errors. Correct them here first; nothing you typed is lost.",
    twice: "Two rows of one statement have the same condition and comparison, which JSON cannot hold. Put their values into one row first.",
    inexpressible: (statements: readonly number[]) =>
      `The visual editor cannot show ${noun(statements.length, "statement", "statements")} ${statements.join(", ")}: actions are written there with * in places for which it has no box, or its parts are spelled in another way. Go on in JSON.`,
  },

  says: {
    title: "What it says",
    lines: (from: number, to: number) => (from === to ? `line ${count(from)}` : `lines ${count(from)}–${count(to)}`),
    statement: (number: number) => `statement ${count(number)}`,
    faulty: "Here is an error: until it is corrected, this says nothing.",
    unfinished: "Not finished yet: it says nothing.",
    unreadable: "It is said here in words once the JSON can be read.",
    emptyText: "Write a policy, or begin in the visual editor: it is said here in words.",
    empty: "Tick an action, and it is said here in words.",
    nothing: "This statement says nothing that has an effect.",
    denyWins: "A Deny outweighs every Allow, also those of other policies.",
  },

  statement: {
    title: (number: number) => `Statement ${count(number)}`,
    add: "Add statement",
    remove: (number: number) => `Remove statement ${count(number)}`,
    effect: (number: number) => `Effect of statement ${count(number)}`,
    Allow: "Allow",
    Deny: "Deny",
    full: "A policy has 50 statements at most.",
  },

  actions: {
    title: "Actions",
    hint: "Each box is one action, with the lines of Table 1-6 that it stands for: whoever may do one of them may do all.",
    find: (statement: number) => `Find an action of statement ${count(statement)}`,
    findHint: "Find an operation or action",
    none: "No action matches.",
    everything: "Everything on keys",
    whole: (kind: string) => `All of ${KINDS[kind] ?? kind}`,
    includedBy: (action: string) => `Included in ${action}`,
    chosen: (number: number) => (number === 0 ? "None chosen" : `${count(number)} chosen`),
    kind: (kind: string) => KINDS_TITLE[kind] ?? kind,
  },

  keys: {
    title: "Resources",
    every: "All keys",
    certain: "Certain keys",
    kind: (number: number) => `Kind of resource ${count(number)}`,
    kinds: { KeyId: "Key ID", alias: "Alias pattern" },
    value: { KeyId: (number: number) => `Key ID ${count(number)}`, alias: (number: number) => `Alias pattern ${count(number)}` },
    hint: "* stands for any text: payments/* means every alias that begins with payments/.",
    elsewhere: (region: string, account: string) => `Only in region ${region}, account ${account}`,
    add: "Add another resource",
    full: "A statement has 10 resources at most.",
    remove: (number: number) => `Remove resource ${count(number)}`,
  },

  conditions: {
    title: "Conditions",
    hint: "All of them must hold. Of several values of one, one is enough.",
    add: "Add condition",
    row: (number: number) => `Condition ${count(number)}`,
    full: "A statement has 10 comparisons at most.",
    remove: (number: number) => `Remove condition ${count(number)}`,
    key: "Condition key",
    tag: "Tag key",
    operator: "Operator",
    values: "Values",
    valuesHint: "One a line.",
    ifExists: "Also where there is no such value",
  },

  read: { document: "Policy JSON", statementChosen: (number: number) => `Statement ${count(number)} decides` },
} as const;

/** What is wrong with name and description, in words. */
export function faultWords(faults: {
  readonly name?: "nameMissing" | "nameLong";
  readonly description?: "descriptionLong";
}): Record<string, string> {
  return {
    ...(faults.name && { name: editorWords[faults.name] }),
    ...(faults.description && { description: editorWords[faults.description] }),
  };
}

const KINDS: Readonly<Record<string, string>> = {
  cmk: "the actions on keys",
  dek: "the actions on data keys",
  grant: "the actions on grants",
  cmkTag: "the actions on tags",
  alias: "the actions on aliases",
};

const KINDS_TITLE: Readonly<Record<string, string>> = {
  cmk: "Keys",
  dek: "Data keys",
  grant: "Grants",
  cmkTag: "Tags",
  alias: "Aliases",
};

/** What conditions ask about, in the words of the reading. */
export const CONDITION_LABELS: Readonly<Record<keyof typeof CONDITION_KEYS | typeof TAG_PREFIX, string>> = {
  [TAG_PREFIX]: "Tag of the key",
  "kms:KeyUsage": "Usage of the key",
  "kms:KeyOrigin": "Origin of the key",
  "kms:KeySpec": "Spec of the key",
  "kms:RequestSource": "Source of the request",
  "g:SourceIp": "Address of the request",
  "g:UserId": "User ID",
  "g:UserName": "User name",
  "g:CurrentTime": "Time (UTC)",
  "g:MFAPresent": "Signed in with a second factor",
};

export const OPERATOR_LABELS: Readonly<Record<ConditionOperator, string>> = {
  StringEquals: "is",
  StringNotEquals: "is not",
  StringLike: "is like (* for any text)",
  StringNotLike: "is not like (* for any text)",
  StringStartWith: "starts with",
  StringNotStartWith: "does not start with",
  StringEndWith: "ends with",
  StringNotEndWith: "does not end with",
  DateEquals: "is exactly",
  DateNotEquals: "is not exactly",
  DateLessThan: "is before",
  DateLessThanEquals: "is at or before",
  DateGreaterThan: "is after",
  DateGreaterThanEquals: "is at or after",
  Bool: "is",
  IpAddress: "is in",
  NotIpAddress: "is not in",
};
