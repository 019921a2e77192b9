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

/** Faults by field; one that is sound is absent. */
export function grantFaults({ type, grantee, operations, retirer }: GrantDraft): Record<string, string> {
  const faults: [keyof GrantDraft, string][] = [];
  if (grantee === "") faults.push(["grantee", grantWords.idMissing[type]]);
  else if (!PRINCIPAL_PATTERN.test(grantee)) faults.push(["grantee", ERRORS.principalInvalid.message]);
  if (operations.length === 0) faults.push(["operations", grantWords.operationsMissing]);
  else if (isCreateGrantAlone(operations)) faults.push(["operations", grantWords.createGrantAlone]);
  if (retirer !== "" && !PRINCIPAL_PATTERN.test(retirer)) faults.push(["retirer", ERRORS.principalInvalid.message]);
  return Object.fromEntries(faults);
}
