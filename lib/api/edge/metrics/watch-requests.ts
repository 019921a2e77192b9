/**
 * Counts every request by the operation of its route, from the routes that are added from now on. Invariant: a request that no route was
 * found for, or whose route is no operation, counts as `other`, so that strangers add no names.
 */
import type { FastifyInstance } from "fastify";
import type { RequestTimes, WorkerMetrics } from "./worker-metrics";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The operation of the catalog that the route performs. */
    operation?: string;
  }
  interface FastifyRequest {
    /** Of `performance.now()`. */
    arrivedAt: number;
    times: RequestTimes;
  }
}

export function watchRequests(app: FastifyInstance, metrics: WorkerMetrics): void {
  const other = metrics.requests("other");
  app.decorateRequest("arrivedAt", 0);
  app.decorateRequest("times", null as unknown as RequestTimes);
  app.addHook("onRequest", (request, _reply, done) => {
    request.arrivedAt = performance.now();
    request.times = other;
    done();
  });
  // A route's own hook: what a request's route is would cost an object for each to ask.
  app.addHook("onRoute", (route) => {
    const operation = route.config?.operation;
    if (operation === undefined) return;
    const times = metrics.requests(operation);
    const own = route.onRequest === undefined ? [] : [route.onRequest].flat();
    route.onRequest = [
      (request, _reply, done) => {
        request.times = times;
        done();
      },
      ...own,
    ];
  });
  app.addHook("onSend", (request, reply, _payload, done) => {
    // A URL that the router cannot read never came past the hooks above.
    request.times?.note(reply.statusCode, (performance.now() - request.arrivedAt) / 1000);
    done();
  });
}
