/** Reads of what is one's own: passed on to the API with the token of the session, so that they need no project. */
import { type NextRequest, NextResponse } from "next/server";
import { ApiFailure, type Failure, ownFailure, SessionEnded, sessionEnded } from "#lib/console/api-failure";
import { openOwn } from "#lib/console/server/perform-own";
import { readQueryInput } from "#lib/console/server/query-input";
import { words } from "#lib/console/words/words";
import type { RequestOf } from "#lib/wire/catalog";

const READS = ["listAccessKeys", "listOwnSessions", "showMfaOfUser", "showRecoveryCodes", "listPasskeys"] as const;

export async function GET(request: NextRequest, context: { params: Promise<{ operation: string }> }): Promise<NextResponse> {
  const { operation } = await context.params;
  const name = READS.find((read) => read === operation);
  const input = readQueryInput(request.nextUrl.searchParams.get("input"));
  if (!name || input === null) return reply(ownFailure(400, words.failures.unreadable));
  try {
    const { body } = await openOwn(name, input as RequestOf<typeof name>);
    return new NextResponse(body, { headers: { "Cache-Control": "no-store", "Content-Type": "application/json" } });
  } catch (error) {
    if (error instanceof ApiFailure) return reply(error.failure);
    if (error instanceof SessionEnded) return reply(sessionEnded());
    throw error;
  }
}

function reply(failure: Failure): NextResponse {
  const headers = { "Cache-Control": "no-store", ...(failure.requestId ? { "X-Request-Id": failure.requestId } : {}) };
  return NextResponse.json({ failure }, { status: failure.status, headers });
}
