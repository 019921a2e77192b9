/** Leaving for the identity provider. By script, since the page's policy lets no form lead there. */
import { getCsrfToken } from "next-auth/react";
import { type OidcRefusal, readOidcReason } from "../oidc";

type Wish = {
  /** Local path to come back to. */
  readonly next: string;
  /** Whether who is signed in shows anew who they are. */
  readonly isConfirming: boolean;
};

/**
 * @param signal ends it where the person has begun anew
 * @returns the provider's address, to go to, or why there is none
 */
export async function beginOidc({ next, isConfirming }: Wish, signal: AbortSignal): Promise<URL | OidcRefusal> {
  try {
    const csrfToken = (await getCsrfToken()) ?? "";
    const body = new URLSearchParams({ csrfToken, next, callbackUrl: "/", json: "true", confirm: String(isConfirming) });
    const reply = await fetch("/api/auth/signin/oidc", { method: "POST", body, signal });
    const { url } = (await reply.json()) as { url: string };
    const target = new URL(url, window.location.origin);
    return target.origin === window.location.origin ? (readOidcReason(target.searchParams.get("reason")) ?? "unavailable") : target;
  } catch {
    return "unavailable";
  }
}
