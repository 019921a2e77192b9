/** A user as it is entered, and what is wrong with it before it is sent; the service decides. */
import { isDescription } from "#lib/domain/alias";
import { isIdentityName, isLikeName, isPassword } from "#lib/domain/identity/identity-rules";
import { isEmail } from "#lib/domain/identity/profile-rules";
import { identityWords } from "../../words/identity/identity-words";
import { userWords } from "../../words/identity/user-words";

export type UserDraft = { readonly name: string; readonly password: string; readonly description: string };

/** Faults by field; one that is sound is absent. */
export function userFaults({ name, password, description }: UserDraft): Record<string, string> {
  return sound({ name: nameFault(name), password: passwordFault(password, name), description: descriptionFault(description) });
}

/** The same of a cloud service, which has no password. */
export function serviceFaults({ name, description }: Omit<UserDraft, "password">): Record<string, string> {
  return sound({ name: nameFault(name), description: descriptionFault(description) });
}

/** The same of what is known of a user who is there. */
export function profileFaults({ name, email, description }: { name: string; email: string; description: string }): Record<string, string> {
  return sound({
    name: nameFault(name),
    email: isEmail(email) ? null : userWords.emailWrong,
    description: descriptionFault(description),
  });
}

function nameFault(name: string): string | null {
  if (name === "") return userWords.nameMissing;
  return isIdentityName(name) ? null : identityWords.nameWrong;
}

/** What is wrong with a password for this user, or null. */
export function passwordFault(password: string, userName: string): string | null {
  if (password === "") return userWords.passwordMissing;
  if (!isPassword(password)) return userWords.passwordWrong;
  return isLikeName(password, userName) ? userWords.passwordLikeName : null;
}

export function descriptionFault(description: string): string | null {
  return isDescription(description) ? null : identityWords.descriptionWrong;
}

/** Faults without the fields that have none. */
export function sound(faults: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(faults).filter((entry): entry is [string, string] => entry[1] !== null));
}
