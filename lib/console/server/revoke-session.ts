/** The end of a session at the API: whoever has copied its cookie gets nothing more with it. */
import "server-only";
import { ApiFailure } from "../api-failure";
import { callApi } from "./api-client";
import { dropScopedTokens } from "./scoped-token";
import type { Session } from "./session";

/** Revokes the API token, and with it every project token made from it. Where that fails, the token runs out by itself. */
export async function revokeSession(session: Session): Promise<void> {
  dropScopedTokens(session);
  try {
    await callApi({ method: "DELETE", path: "/v3/auth/tokens", token: session.apiToken, subjectToken: session.apiToken });
  } catch (error) {
    // Revoked already, or the API is down: the cookie goes in any case.
    if (!(error instanceof ApiFailure)) throw error;
  }
}
