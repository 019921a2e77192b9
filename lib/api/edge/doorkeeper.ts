/**
 * What is refused by its headers alone, before a byte of the body is read: whatever a browser sends on behalf of a foreign page. Its
 * marks are a foreign `Origin`, a `Host` that is no name of this service, and a body that does not say that it is JSON, since a
 * page cannot say so without asking first.
 */
import type { IncomingHttpHeaders } from "node:http";
import type { FastifyRequest } from "fastify";
import type { Env } from "#lib/base/env";
import { KmsError } from "#lib/domain/errors";
import { knownHosts } from "./known-host";

/** Asked by balancers and monitors, which use whatever name or address they know; they tell nothing that a page could use. */
const FOR_ANY_HOST = new Set(["/healthz", "/readyz", "/metrics"]);
/** `application/json` or a type that is written in it, with any parameters. */
const JSON_TYPE = /^application\/(?:[a-z0-9!#$&^_.-]{1,100}\+)?json[ \t]*(?:;|$)/i;

/** @returns a check of one request. @throws KmsError `hostUnknown`, `originForeign` or `contentTypeNotJson` */
export function doorkeeper(env: Pick<Env, "api" | "console" | "apiNames">): (request: FastifyRequest) => void {
  const hostOf = (url: string) => new URL(url).hostname;
  const isKnownHost = knownHosts([hostOf(env.api.url), hostOf(env.console.url), env.api.host, ...env.apiNames]);
  const origins = new Set([env.api.url, env.console.url]);
  return (request) => {
    const { headers, method } = request;
    // Asked for last, since Fastify makes an object of what it knows of the route.
    if (!isKnownHost(headers.host) && !FOR_ANY_HOST.has(request.routeOptions.url ?? "")) throw new KmsError("hostUnknown");
    if (headers.origin !== undefined && !origins.has(headers.origin)) throw new KmsError("originForeign");
    if (method !== "GET" && hasBody(headers)) requireJsonType(headers);
  };
}

/** Some clients send even an empty body in chunks and without a type: whether it is empty shows when it has come. */
function requireJsonType({ "content-type": type, "transfer-encoding": coding }: IncomingHttpHeaders): void {
  if (type === undefined ? coding === undefined : !JSON_TYPE.test(type)) throw new KmsError("contentTypeNotJson");
}

/** Whether bytes may follow the headers. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}
