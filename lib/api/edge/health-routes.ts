/**
 * `/healthz`: the process is alive, and of which version. `/readyz`: database and token answer, the database is no older one that was put
 * back, the last trace could be written, whichever worker wrote it, and the instance is not about to stop. Neither tells more than that.
 */
import type { FastifyInstance } from "fastify";
import type { TraceWriter } from "#lib/audit/trace-writer";
import { ERRORS } from "#lib/domain/errors";
import type { Hsm } from "#lib/hsm/port";
import type { Store } from "#lib/store/open";
import type { AskAge } from "./database-age";
import { sharedAnswer } from "./shared-answer";

const KEPT_MS = 1_000;
/** Whoever asks gives up after a second or so. What is known to hang is said at once. */
const PATIENCE_MS = 750;

const LEAVING = "This instance is about to stop: send requests to another one.";

export function addHealthRoutes(
  app: FastifyInstance,
  parts: {
    store: Store;
    hsm: Hsm;
    traces: Pick<TraceWriter, "trouble" | "isTroubleElsewhere">;
    age?: AskAge;
    isLeaving(): boolean;
    version: string;
  },
): void {
  const probe = sharedAnswer(async () => {
    const [database, token] = await Promise.all([answers(() => parts.store.checkHealth()), answers(async () => parts.hsm.checkHealth())]);
    return { database, token };
  }, KEPT_MS);
  app.get("/healthz", () => ({ status: "alive", version: parts.version }));
  app.get("/readyz", async (request, reply) => {
    const { database, token } = await probe();
    const { trouble, isTroubleElsewhere } = parts.traces;
    for (const [part, fault] of Object.entries({ database, token })) {
      if (fault !== null) request.log.warn({ requestId: request.id, err: fault }, `${part} does not answer`);
    }
    if (trouble !== null) {
      request.log.warn({ requestId: request.id, since: trouble.since.toISOString(), err: trouble.cause }, "traces cannot be written");
    }
    const areTracesWritten = trouble === null && !isTroubleElsewhere;
    const isOlder = parts.age?.isOlder() === true;
    const isLeaving = parts.isLeaving();
    const isReady = database === null && token === null && areTracesWritten && !isOlder && !isLeaving;
    const message = isOlder ? ERRORS.databaseOlder.message : isLeaving ? LEAVING : null;
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? "ready" : "not ready",
      database: isOlder ? "older" : database === null ? "ok" : "failing",
      token: token === null ? "ok" : "failing",
      traces: areTracesWritten ? "ok" : "failing",
      ...(message !== null && { message }),
    });
  });
}

/** null when it answers, else what it threw. */
async function answers(ask: () => Promise<void>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    await Promise.race([ask(), tooLate]);
    return null;
  } catch (error) {
    return error ?? new Error("unknown fault");
  } finally {
    clearTimeout(timer);
  }
}
