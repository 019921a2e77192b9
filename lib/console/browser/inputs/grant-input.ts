/** A grant as it is entered (guide Table 2-13), and what is wrong with it before it is sent. */
import { ERRORS } from "#lib/domain/errors";
import { type GranteeType, type GrantOperation, isCreateGrantAlone, PRINCIPAL_PATTERN } from "#lib/domain/grant";
import { grantWords } from "../../words/grant-words";

export type GrantDraft = {
  readonly type: GranteeType;
  readonly grantee: string;
  readonly operations: readonly GrantOperation[];
  readonly retirer: string;
};
export type GrantProblems = { readonly grantee?: string; readonly operations?: string; readonly retirer?: string };

/** @param isFinal also what is still missing counts: the form is being sent */
export function grantProblems({ type, grantee, operations, retirer }: GrantDraft, isFinal: boolean): GrantProblems {
  const malformed = (id: string) => (id === "" || PRINCIPAL_PATTERN.test(id) ? undefined : ERRORS.principalInvalid.message);
  const missing = isFinal && grantee === "" ? grantWords.idMissing[type] : undefined;
  const none = isFinal && operations.length === 0 ? grantWords.operationsMissing : undefined;
  return {
    grantee: missing ?? malformed(grantee),
    operations: none ?? (isFinal && isCreateGrantAlone(operations) ? grantWords.createGrantAlone : undefined),
    retirer: malformed(retirer),
  };
}

export function isSound(problems: GrantProblems): boolean {
  return Object.values(problems).every((problem) => problem === undefined);
}
