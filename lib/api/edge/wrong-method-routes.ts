/** A path that exists with another method is 405 (design §12), whatever the method; any other path is 404. */
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from "fastify";
import { KmsError } from "#lib/domain/errors";

const METHODS: readonly HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/** What a method token and a request line look like (RFC 9110 §5.6.2, RFC 9112 §3). */
const REQUEST_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64} (\S{1,8192}) HTTP\/1\.[01]\r?\n/;

export type MethodWatch = {
  /** Adds the refusals for every method of `METHODS` that a watched path does not serve. */
  readonly refuse: () => void;
  /** For whatever no route was found for: a path that exists has been asked for by a method beyond `METHODS`. */
  readonly refuseMissing: (request: FastifyRequest, reply: FastifyReply) => never;
};

/** Watches the routes that are added from now on. */
export function watchMethods(app: FastifyInstance): MethodWatch {
  const served = new Map<string, Set<string>>();
  const allowedAt = (url: string) => [...(served.get(url) ?? [])].join(", ");
  app.addHook("onRoute", ({ method, url }) => {
    const methods = served.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    served.set(url, methods);
  });
  const refusals = new Map<string, { readonly pattern: RegExp; readonly allowed: string }>();
  return {
    refuse() {
      for (const [url, methods] of [...served]) {
        const allowed = allowedAt(url);
        refusals.set(url, { pattern: toPattern(url), allowed });
        app.route({
          method: METHODS.filter((method) => !methods.has(method)),
          url,
          handler: (_request, reply) => {
            reply.header("Allow", allowed);
            throw new KmsError("methodNotAllowed");
          },
        });
      }
    },
    refuseMissing(request, reply) {
      const [path = ""] = request.url.split("?");
      const found = METHODS.some((method) => method === request.method)
        ? undefined
        : [...refusals.values()].find(({ pattern }) => pattern.test(path));
      if (found === undefined) throw new KmsError("operationUnknown");
      reply.header("Allow", found.allowed);
      throw new KmsError("methodNotAllowed");
    },
  };
}

/**
 * What Node's parser refuses for its method alone, before there is a request; null for anything else that cannot be read.
 * @param error of Node's HTTP server (`clientError`)
 */
export function unknownMethod(
  error: Error & { code?: string; rawPacket?: Buffer; bytesParsed?: number },
): { refusal: KmsError; target: string } | null {
  const { code, rawPacket, bytesParsed = 0 } = error;
  if (code !== "HPE_INVALID_METHOD" || rawPacket === undefined) return null;
  // Sound requests may stand before it in the same packet.
  const start = bytesParsed === 0 ? 0 : rawPacket.lastIndexOf("\n", bytesParsed - 1) + 1;
  const target = REQUEST_LINE.exec(rawPacket.toString("latin1", start, start + 8400))?.[1];
  if (target === undefined) return null;
  const message = "The request method is not known. Use GET, POST, PUT, PATCH or DELETE, in capital letters.";
  return { refusal: new KmsError("methodNotAllowed", { message }), target };
}

function toPattern(url: string): RegExp {
  const parts = url.split("/").map((part) => (part.startsWith(":") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${parts.join("/")}$`);
}
