/** A path that exists with another method is 405 (design §12); any other path is 404. */
import type { FastifyInstance, HTTPMethods } from "fastify";
import { KmsError } from "#lib/domain/errors";

const METHODS: readonly HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Watches the routes that are added from now on. @returns adds the refusals for every method that none of them serves */
export function watchMethods(app: FastifyInstance): () => void {
  const served = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ method, url }) => {
    const methods = served.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    served.set(url, methods);
  });
  return () => {
    for (const [url, methods] of [...served]) {
      const allowed = [...methods].join(", ");
      app.route({
        method: METHODS.filter((method) => !methods.has(method)),
        url,
        handler: (_request, reply) => {
          reply.header("Allow", allowed);
          throw new KmsError("methodNotAllowed");
        },
      });
    }
  };
}
