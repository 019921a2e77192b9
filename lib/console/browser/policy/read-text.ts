/** What a policy says while it is written: each statement that is sound in plain sentences, with the lines that it stands in. */
import { parsePolicy } from "#lib/domain/policy/parse-policy";
import { POLICY_VERSION, type PolicyDocument } from "#lib/domain/policy/policy-document";
import { type ReadSentence, readPolicy } from "#lib/domain/policy/reading/read-policy";
import { statementSpans } from "#lib/domain/policy/statement-spans";

export type ReadStatement = {
  /** Number of the statement, from 0. */
  readonly statement: number;
  /** Where it stands, in characters of the text. */
  readonly start: number;
  readonly end: number;
  /** First and last line, from 1. */
  readonly from: number;
  readonly to: number;
  /** None where something is wrong in it, so that it says nothing yet. */
  readonly sentences: readonly ReadSentence[] | null;
};

/** @returns null where the text has no statements that could be told apart */
export function readText(text: string): readonly ReadStatement[] | null {
  const spans = statementSpans(text);
  if (spans.length === 0) return null;
  const { policy } = parsePolicy(text);
  const lines = newLinesOf(text);
  return spans.map(({ start, end }, statement) => {
    const read = policy === null ? readAlone(text.slice(start, end)) : readPolicy(only(policy, statement));
    return {
      statement,
      start,
      end,
      from: lineAt(lines, start),
      to: lineAt(lines, end - 1),
      sentences: read?.map((sentence) => ({ ...sentence, statement })) ?? null,
    };
  });
}

/** A sound statement beside others that are not. */
function readAlone(statement: string): ReadSentence[] | null {
  const { policy } = parsePolicy(`{"Version":"${POLICY_VERSION}","Statement":[${statement}]}`);
  return policy === null ? null : readPolicy(policy);
}

function only(policy: PolicyDocument, statement: number): PolicyDocument {
  return { ...policy, Statement: policy.Statement.slice(statement, statement + 1) };
}

/** The same of a policy that is not written as text. */
export function readDocument(policy: PolicyDocument): { readonly text: string; readonly statements: readonly ReadStatement[] } {
  const text = JSON.stringify(policy, null, 2);
  return { text, statements: readText(text) ?? [] };
}

function newLinesOf(text: string): number[] {
  return Array.from(text.matchAll(/\n/g), ({ index }) => index);
}

function lineAt(newLines: readonly number[], offset: number): number {
  let line = 1;
  for (const at of newLines) {
    if (at >= offset) break;
    line += 1;
  }
  return line;
}
