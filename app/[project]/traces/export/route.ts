/** The export of traces, passed on from the API as it comes: nothing of it is held here, and whoever leaves ends it there too. */
import { ApiFailure, type Failure, ownFailure, SessionEnded, sessionEnded } from "#lib/console/api-failure";
import { openOperation } from "#lib/console/server/perform-operation";
import { findProject } from "#lib/console/server/projects";
import { readQueryInput } from "#lib/console/server/query-input";
import { isSameOrigin } from "#lib/console/server/same-origin";
import { publicOrigin } from "#lib/console/server/settings";
import { words } from "#lib/console/words/words";
import type { RequestOf } from "#lib/wire/catalog";

/** An export ends within an hour by itself; then this, which is longer, has nothing to end. */
const LONGEST_MS = 3_660_000;

/** A link or a form of elsewhere must not make anybody's browser save a file, nor the service make one. */
export async function POST(request: Request, context: { params: Promise<{ project: string }> }): Promise<Response> {
  if (!isSameOrigin(request.headers.get("origin"))) return reply(ownFailure(403, words.failures.wrongAddress(publicOrigin())));
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return reply(ownFailure(403, words.failures.wrongAddress(publicOrigin())));
  try {
    const project = await findProject((await context.params).project);
    const input = readQueryInput(await request.text());
    if (project === null || input === null) return reply(ownFailure(400, words.failures.unreadable));
    const opened = await openOperation("exportTraces", project.id, input as RequestOf<"exportTraces">, {
      signal: request.signal,
      longestMs: LONGEST_MS,
    });
    return new Response(opened.body, {
      headers: {
        "Cache-Control": "no-store",
        "Content-Type": opened.headers.get("content-type") ?? "application/octet-stream",
        "Content-Disposition": opened.headers.get("content-disposition") ?? "attachment",
      },
    });
  } catch (error) {
    if (error instanceof ApiFailure) return reply(error.failure);
    if (error instanceof SessionEnded) return reply(sessionEnded());
    throw error;
  }
}

function reply(failure: Failure): Response {
  const headers = { "Cache-Control": "no-store", ...(failure.requestId ? { "X-Request-Id": failure.requestId } : {}) };
  return Response.json({ failure }, { status: failure.status, headers });
}
