/** A person's choices, kept in cookies of the browser for a year. They hold no secret, and the server reads them to paint the right page at once. */
import { type CookiePurpose, cookieName } from "../cookie-name";

const YEAR_SECONDS = 31_536_000;

/** Runs in the browser only. @param value without semicolons; null forgets the choice */
export function keepChoice(purpose: CookiePurpose, value: string | null): void {
  const { origin, protocol } = window.location;
  const attributes = `Path=/; Max-Age=${value === null ? 0 : YEAR_SECONDS}; SameSite=Lax${protocol === "https:" ? "; Secure" : ""}`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, and this holds no secret
  document.cookie = `${cookieName(purpose, origin)}=${value ?? ""}; ${attributes}`;
}

/** What was kept, or null. Runs in the browser only. */
export function findChoice(purpose: CookiePurpose): string | null {
  const begin = `${cookieName(purpose, window.location.origin)}=`;
  const found = document.cookie.split("; ").find((cookie) => cookie.startsWith(begin));
  return found?.slice(begin.length) ?? null;
}
