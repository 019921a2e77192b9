/**
 * What was typed in a form and not sent, kept in this tab of the browser until it is sent, discarded or its person signs out. Never a
 * secret: a form's owner says what is kept, and passwords, key material, plaintext and typed confirmations are not.
 */
const PREFIX = "kms-draft:";

/** @param whose account, user and project: another person in the same tab never sees it */
export function draftKey(whose: readonly string[], form: string): string {
  return PREFIX + [...whose, form].join(":");
}

/** What was kept, if it has the shape of what a new form begins with; else null. */
export function readDraft<T extends object>(storage: Storage, key: string, beginning: T): T | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? "null");
    return isLike(kept, beginning) ? (kept as T) : null;
  } catch {
    return null;
  }
}

/** Storage may be full or forbidden: then there is no draft. */
export function keepDraft(storage: Storage, key: string, value: object | null): void {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(value));
  } catch {}
}

/** Called at sign-out. */
export function forgetDrafts(storage: Storage): void {
  for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
}

function isLike(kept: unknown, beginning: unknown): boolean {
  if (typeof beginning !== "object" || beginning === null) return typeof kept === typeof beginning;
  if (typeof kept !== "object" || kept === null || Array.isArray(kept) !== Array.isArray(beginning)) return false;
  if (Array.isArray(beginning)) return true;
  return Object.entries(beginning).every(([name, value]) => isLike((kept as Record<string, unknown>)[name], value));
}
