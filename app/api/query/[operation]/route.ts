/** The one road for reads from the browser: passes a reading operation of the catalog on to the API, in a project or, without one, in the account. */
import { type NextRequest, NextResponse } from "next/server";
import { ApiFailure, type Failure, ownFailure, SessionEnded, sessionEnded } from "#lib/console/api-failure";
import { openOperation } from "#lib/console/server/perform-operation";
import { readQueryInput } from "#lib/console/server/query-input";
import { ACCOUNT } from "#lib/console/server/scoped-token";
import { words } from "#lib/console/words/words";
import { OPERATIONS } from "#lib/operations/catalog";
import { REST_OPERATION_NAMES, type RequestOf, restRow } from "#lib/wire/catalog";

/** What answers with a status alone is nothing that a page reads; an export goes its own way, which asks where the request comes from. */
const READS = REST_OPERATION_NAMES.filter((name) => {
  const { method, stream } = restRow(name);
  return OPERATIONS[name].effect === "read" && method !== "HEAD" && stream === undefined;
});

export async function GET(request: NextRequest, context: { params: Promise<{ operation: string }> }): Promise<NextResponse> {
  const { operation } = await context.params;
  const name = READS.find((read) => read === operation);
  const projectId = request.nextUrl.searchParams.get("project");
  const isPlaced = name && (projectId === ACCOUNT ? OPERATIONS[name].subject === "account" : projectId !== "");
  const input = readQueryInput(request.nextUrl.searchParams.get("input"));
  if (!name || !isPlaced || input === null) return reply(ownFailure(400, words.failures.unreadable));
  try {
    const { body } = await openOperation(name, projectId, input as RequestOf<typeof name>);
    // A page of 1,000 keys is passed on as it comes; read and written anew, an export would fill the memory of this process.
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
