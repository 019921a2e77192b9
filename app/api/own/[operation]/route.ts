/** Reads of what is one's own: passed on to the API with the token of the session, so that they need no project. Whose, the session says. */
import { NextResponse } from "next/server";
import { ApiFailure, type Failure, ownFailure, SessionEnded, sessionEnded } from "#lib/console/api-failure";
import { openOwn } from "#lib/console/server/perform-own";
import { requireSession } from "#lib/console/server/session";
import { words } from "#lib/console/words/words";

/** By name, each with what it is asked with. */
const READS: Readonly<Record<string, (userId: string) => Promise<Response>>> = {
  listOwnSessions: () => openOwn("listOwnSessions", {}),
  listAccessKeys: (userId) => openOwn("listAccessKeys", { user_id: userId }),
  showMfaOfUser: showMfa,
  showRecoveryCodes: (userId) => openOwn("showRecoveryCodes", { user_id: userId }),
  listSavedQueries: () => openOwn("listSavedQueries", {}),
  listPasskeys: (userId) => openOwn("listPasskeys", { user_id: userId }),
};

export async function GET(_request: Request, context: { params: Promise<{ operation: string }> }): Promise<NextResponse> {
  const { operation } = await context.params;
  const read = Object.hasOwn(READS, operation) ? READS[operation] : undefined;
  if (!read) return reply(ownFailure(400, words.failures.unreadable));
  try {
    const { userId } = await requireSession();
    const { body } = await read(userId);
    return new NextResponse(body, { headers: { "Cache-Control": "no-store", "Content-Type": "application/json" } });
  } catch (error) {
    if (error instanceof ApiFailure) return reply(error.failure);
    if (error instanceof SessionEnded) return reply(sessionEnded());
    throw error;
  }
}

/** Most people have none, and a browser would tell of each answer "not found" as of a fault. */
async function showMfa(userId: string): Promise<Response> {
  try {
    return await openOwn("showMfaOfUser", { user_id: userId });
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.failure.status !== 404) throw error;
    return Response.json({ virtual_mfa_device: null });
  }
}

function reply(failure: Failure): NextResponse {
  const headers = { "Cache-Control": "no-store", ...(failure.requestId ? { "X-Request-Id": failure.requestId } : {}) };
  return NextResponse.json({ failure }, { status: failure.status, headers });
}
