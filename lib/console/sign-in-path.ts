/** Ways to the sign-in page and back. */

/** Sign-in page that says that the console has another address. */
export const ADDRESS_PATH = "/sign-in?reason=address";

export const SESSION_ENDED_PATH = "/sign-in?reason=ended";

/** Sign-in page that leads back to where the session ended. @param from local path */
export function sessionEndedPath(from: string): string {
  return `${SESSION_ENDED_PATH}&next=${encodeURIComponent(from)}`;
}

/** Sign-in page for who has not signed in yet. @param from local path */
export function signInPath(from: string): string {
  return from === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(from)}`;
}

/** Where whoever must set up a second factor does so, before anything else. @param from local path to go on to */
export function secondFactorPath(from: string): string {
  return `/second-factor?next=${encodeURIComponent(from)}`;
}

/** A path of this console, or "/": whatever could lead to another site is dropped. */
export function toLocalPath(next: string | undefined): string {
  const base = "http://console.invalid";
  if (!next?.startsWith("/") || !URL.canParse(next, base)) return "/";
  const url = new URL(next, base);
  return url.origin === base && !url.pathname.startsWith("//") ? url.pathname + url.search : "/";
}
