/** What is wrong with a change of password, as far as it can be told without the service. */
import { isLikeName, isPassword, PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS } from "#lib/domain/identity/identity-rules";
import { characterCount } from "#lib/domain/text";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import type { Failure } from "../../api-failure";
import { passwordWords } from "../../words/credentials-words";

export type PasswordChange = { readonly current: string; readonly next: string; readonly confirm: string };

const { problems } = passwordWords;

/** Faults by the field's name; none where it can be sent. */
export function passwordProblems({ current, next, confirm }: PasswordChange, userName: string): Record<string, string> {
  const found = {
    current: current === "" ? problems.noCurrent : null,
    next: newPasswordProblem(next, current, userName),
    confirm: confirm === "" ? problems.noConfirm : confirm === next ? null : problems.differs,
  };
  return Object.fromEntries(Object.entries(found).flatMap(([name, problem]) => (problem === null ? [] : [[name, problem]])));
}

function newPasswordProblem(next: string, current: string, userName: string): string | null {
  if (next === "") return problems.noNew;
  const length = characterCount(next);
  if (length < PASSWORD_MIN_CHARACTERS) return problems.tooShort(PASSWORD_MIN_CHARACTERS);
  if (length > PASSWORD_MAX_CHARACTERS) return problems.tooLong(PASSWORD_MAX_CHARACTERS);
  if (!isPassword(next)) return problems.notOneLine;
  if (isLikeName(next, userName)) return problems.likeName;
  return next === current ? problems.same : null;
}

/** The service's refusal at the field that it is about; what the form has let pass is refused for being common. */
export function passwordRefusal(failure: Failure | null): { readonly fields: Record<string, string>; readonly whole: Failure | null } {
  if (failure?.code === KMS_ERRORS.passwordWrong.code) return { fields: { current: failure.message }, whole: null };
  if (failure?.code === KMS_ERRORS.passwordInvalid.code) return { fields: { next: problems.common }, whole: null };
  if (failure?.code === KMS_ERRORS.passwordUnchanged.code) return { fields: { next: problems.same }, whole: null };
  return { fields: {}, whole: failure };
}
