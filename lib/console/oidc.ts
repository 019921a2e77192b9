/** What a sign-in at the identity provider may come to, as a word in an address that the page has a sentence for. */

export const OIDC_REFUSALS = ["down", "refused", "unknown", "factor", "lost", "tooMany", "unavailable", "someoneElse", "notAnew"] as const;
/**
 * - `down`: the provider cannot be asked.
 * - `refused`: it did not sign the person in, or its answer does not hold.
 * - `unknown`: the service knows neither such a user nor one of the groups.
 * - `factor`: a second factor is required, and the provider showed none.
 * - `lost`: the sign-in was not begun in this browser, was used already, or took too long.
 * - `tooMany`, `unavailable`: the service takes no sign-in now.
 * - `someoneElse`, `notAnew`: whoever was to show anew who they are is another, or was not asked.
 */
export type OidcRefusal = (typeof OIDC_REFUSALS)[number];

const REASON = "oidc-";
/** Of an address to which the provider led back, when the person has shown anew who they are or has not. It is not sent to servers. */
const OUTCOME = "#confirm-";

/** What the sign-in page is told in its address. */
export function oidcReason(refusal: OidcRefusal): string {
  return REASON + refusal;
}

/** @returns null where it is no such word */
export function readOidcReason(reason: string | null | undefined): OidcRefusal | null {
  return OIDC_REFUSALS.find((refusal) => reason === oidcReason(refusal)) ?? null;
}

/** Sign-in page that says why. @param next local path to go on to */
export function oidcRefusalPath(refusal: OidcRefusal, next: string): string {
  return `/sign-in?reason=${oidcReason(refusal)}${next === "/" ? "" : `&next=${encodeURIComponent(next)}`}`;
}

/** The page from which a person went to show anew who they are. @param refusal null where they have */
export function confirmedPath(next: string, refusal: OidcRefusal | null): string {
  return next + OUTCOME + (refusal ?? "done");
}

/** @param hash of the page's address @returns undefined where it says nothing of it */
export function readConfirmed(hash: string): OidcRefusal | null | undefined {
  if (hash === `${OUTCOME}done`) return null;
  return OIDC_REFUSALS.find((refusal) => hash === OUTCOME + refusal);
}

/** Of what the provider leads back to after signing out there, which takes no parameters of ours but this. */
export const SIGNED_OUT_STATE = "signed-out";
