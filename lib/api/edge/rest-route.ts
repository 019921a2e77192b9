/**
 * The route of one operation, as a door's row spells it. Invariant: it ends in `perform`; here nothing is decided, only read and
 * written.
 */
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { KmsError, toKmsError } from "#lib/domain/errors";
import { OPERATIONS } from "#lib/operations/catalog";
import type { Performer, Reading } from "#lib/pipeline/call";
import { perform } from "#lib/pipeline/perform";
import { wipeOutput } from "#lib/pipeline/wipe";
import { type RestOperationName, type RestRow, restRow } from "#lib/wire/catalog";
import { hasNoBody, type ReplyStream } from "#lib/wire/door-row";
import { encodeOutput } from "#lib/wire/encode-output";
import { mentionIn } from "#lib/wire/mention";
import { parseInput } from "#lib/wire/parse-input";
import { readJson, readJsonOnce } from "./body";
import { whenGone } from "./client-gone";
import { readCredential, showsCredential } from "./credential";
import type { RequestGate } from "./request-gate";
import type { ReadOrigin } from "./request-origin";
import type { Shares } from "./shares";

/** What every door's routes need. */
export type DoorParts = {
  readonly performer: Performer;
  readonly gate: RequestGate;
  readonly shares: Shares;
  readonly originOf: ReadOrigin;
};

type RestRequest = FastifyRequest<{ Params: Record<string, string> }>;

export function addRestRoute(app: FastifyInstance, name: RestOperationName, { performer, gate, shares, originOf }: DoorParts): void {
  const row = restRow(name);
  // What may take many times as long makes a pair, which has turns of its own.
  const lane = OPERATIONS[name].effect === "use" && row.patience === undefined ? "use" : "other";
  // The project is the scope of a call on keys, and a field of one on the account. A DELETE has its fields wherever its client puts them.
  const isInParts = hasNoBody(row) || row.method === "DELETE" || (row.subject === "account" ? /:/ : /:(?!project_id)/).test(row.path);
  const readBody = row.membersOnce === true ? readJsonOnce : (body: unknown) => readJson(body);
  const readRaw = (request: RestRequest) => (isInParts ? readParts(request, row, readBody) : readBody(request.body));
  const route = (url: string) =>
    app.route<{ Params: Record<string, string> }>({
      method: row.method,
      url,
      config: { operation: name },
      onRequest: requireAnyCredential,
      handler: async (request, reply) => {
        const origin = originOf(request);
        const { caller, isKnown, recognise, disown } = shares.of(request.headers, origin.ip);
        const passage = { caller, isKnown, lane, patience: row.patience, isAbandoned: () => reply.raw.destroyed } as const;
        const passed = gate.pass(passage, async (isLate) => {
          const output = await perform(performer, {
            operation: name,
            showCredential: () => readCredential(request, performer.now()),
            projectId: row.subject === "account" ? "" : (request.params.project_id ?? ""),
            readInput: () => readInput(name, () => readRaw(request)),
            origin,
            recognise,
            isLate,
            gone: whenGone(reply.raw),
          });
          try {
            return row.stream === undefined ? encodeOutput(name, output, performer) : row.stream.open(output);
          } finally {
            // Also where nobody waits for it any more.
            wipeOutput(OPERATIONS[name], output);
          }
        });
        const body = await passed.catch(disown);
        if (row.stream !== undefined) return sendStream(reply, body as ReplyStream);
        return row.status === undefined ? body : reply.code(row.status).send(body);
      },
    });
  route(row.path);
  if (row.alsoAt !== undefined) route(row.alsoAt);
}

/** A client that is slow is waited for; one that goes away ends it; and what fails cuts the connection, so that no part passes for the whole. */
function sendStream(reply: FastifyReply, { contentType, fileName, parts }: ReplyStream) {
  return reply
    .header("content-type", contentType)
    .header("content-disposition", `attachment; filename="${fileName}"`)
    .header("cache-control", "no-store")
    .send(Readable.from(parts, { objectMode: false }));
}

/** The body of a request that nobody can be asked about need not even come. */
export function requireAnyCredential(request: FastifyRequest, _reply: unknown, done: () => void): void {
  if (!showsCredential(request)) throw new KmsError("notSignedIn");
  done();
}

function readInput(name: RestOperationName, readRaw: () => unknown): Reading {
  let raw: unknown;
  try {
    raw = readRaw();
    return { about: mentionIn(name, raw), input: parseInput(name, raw) } as Reading;
  } catch (error) {
    return { about: mentionIn(name, raw), refusal: toKmsError(error) };
  }
}

/**
 * Members of the query, of the body and of the path as one object; what is nearer to the host counts. Some clients send a
 * body with GET, and sign it: there it says nothing (api-reference §0.13).
 */
function readParts(request: RestRequest, row: RestRow, readBody: (body: unknown) => unknown): unknown {
  const body = hasNoBody(row) ? {} : readBody(request.body);
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const { project_id: scope, ...path } = request.params;
  return { ...(request.query as object), ...body, ...(row.subject === "account" && scope !== undefined && { project_id: scope }), ...path };
}
