/** `/healthz`: the process is alive. `/readyz`: database and token answer. Neither tells more than that. */
import type { FastifyInstance } from "fastify";
import type { Hsm } from "#lib/hsm/port";
import type { Store } from "#lib/store/open";

export function addHealthRoutes(app: FastifyInstance, parts: { store: Store; hsm: Hsm }): void {
  app.get("/healthz", () => ({ status: "alive" }));
  app.get("/readyz", async (request, reply) => {
    const [database, token] = await Promise.all([answers(() => parts.store.checkHealth()), answers(async () => parts.hsm.checkHealth())]);
    for (const [part, fault] of Object.entries({ database, token })) {
      if (fault !== null) request.log.warn({ requestId: request.id, error: fault }, `${part} does not answer`);
    }
    const isReady = database === null && token === null;
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? "ready" : "not ready",
      database: database === null ? "ok" : "failing",
      token: token === null ? "ok" : "failing",
    });
  });
}

/** null when it answers, else what it threw. */
async function answers(ask: () => Promise<void>): Promise<unknown> {
  try {
    await ask();
    return null;
  } catch (error) {
    return error ?? new Error("unknown fault");
  }
}
