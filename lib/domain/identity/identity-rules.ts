/** Rules for names and passwords of identities. Invariant: what passes can be stored, shown on one line and typed again. */
import { characterCount, isStorable } from "../text";

export const IDENTITY_NAME_MAX_CHARACTERS = 64;
export const PASSWORD_MIN_CHARACTERS = 8;
export const PASSWORD_MAX_CHARACTERS = 128;

/**
 * Whether a user or group may be called so: 1 to 64 characters, of which none is a control character, none is not seen, and none turns the
 * direction of the others; no blank at either end.
 */
export function isIdentityName(name: string): boolean {
  if (name.length === 0 || characterCount(name) > IDENTITY_NAME_MAX_CHARACTERS) return false;
  return isOneLine(name) && name.trim() === name && !UNSEEN.test(name);
}

/** Format and other characters that leave no mark, the empty Braille pattern and note head, and what sets the direction of text. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u2800\u{1d159}]/u;

/** Whether this may be a password: 8 to 128 characters, no control characters (NIST SP 800-63B §5.1.1: no rules of composition). */
export function isPassword(password: string): boolean {
  const length = characterCount(password);
  return length >= PASSWORD_MIN_CHARACTERS && length <= PASSWORD_MAX_CHARACTERS && isOneLine(password);
}

/** Whether a password is its user's name, forwards or backwards, in whatever case and however its characters are composed. */
export function isLikeName(password: string, userName: string): boolean {
  const [shown, name] = [toCompared(password), toCompared(userName)];
  return shown === name || shown === [...name].reverse().join("");
}

function toCompared(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** Whether a project of this region may be called so: REGION or REGION_ANYTHING; clients find the region by it (api-reference §1.6). */
export function isProjectName(name: string, region: string): boolean {
  if (name === region) return true;
  return (
    name.length <= IDENTITY_NAME_MAX_CHARACTERS && name.startsWith(`${region}_`) && /^[A-Za-z0-9_-]+$/.test(name.slice(region.length + 1))
  );
}

function isOneLine(text: string): boolean {
  return isStorable(text) && !/\p{Cc}|\u2028|\u2029/u.test(text);
}
