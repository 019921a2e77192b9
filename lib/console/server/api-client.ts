/**
 * The one place from which the console speaks to the API. Every call carries the console's mark and the browser's
 * address, so that traces name the person's machine and not this process.
 */
import "server-only";
import { headers } from "next/headers";
import { ERRORS } from "#lib/domain/errors";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import { ApiFailure, type Failure, ownFailure, toLost, unanswered } from "../api-failure";
import { words } from "../words/words";
import { apiUrl, consoleSecret } from "./settings";

const TIMEOUT_MS = 30_000;

export type ApiCall = {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly token?: string;
  readonly subjectToken?: string;
  readonly body?: unknown;
  /** What the browser is known by, for a sign-in. */
  readonly devices?: readonly string[];
  /** Name of the identity provider whose word the body holds. */
  readonly identityProvider?: string;
  /** How many times the usual time it may take; the API gives up earlier. */
  readonly patience?: number;
  /** For how long the answer may be read, of one that is passed on part by part; else as long as it may take. */
  readonly longestMs?: number;
  /** Ends it when nobody waits for it any more. */
  readonly signal?: AbortSignal;
  /** Whether it changes something: then an answer that does not come leaves open whether it did. */
  readonly isChange?: boolean;
};

export type ApiReply = { readonly body: unknown; readonly headers: Headers };

/**
 * Sends one request.
 * @throws ApiFailure for every status that is not 2xx, and when the API cannot be reached (status 503)
 */
export async function callApi(call: ApiCall): Promise<ApiReply> {
  const response = await openApi(call);
  return { body: await readBody(response, call.isChange), headers: response.headers };
}

/** What `openApi` has opened, as JSON; null where it is none. @throws ApiFailure 503 when it ends midway */
export async function readBody(response: Response, isChange = false): Promise<unknown> {
  return parse(await readText(response, isChange));
}

/**
 * The same, with the answer not yet read: a large one is passed on without being held here.
 * @throws ApiFailure as `callApi`
 */
export async function openApi(call: ApiCall): Promise<Response> {
  const sent = new Headers({ Accept: "application/json", "X-Kms-Console": consoleSecret(), ...(await ofBrowser()) });
  if (call.token) sent.set("X-Auth-Token", call.token);
  if (call.subjectToken) sent.set("X-Subject-Token", call.subjectToken);
  if (call.devices?.length) sent.set("X-Kms-Device", call.devices.join(","));
  if (call.identityProvider) sent.set("X-Idp-Id", call.identityProvider);
  if (call.body !== undefined) sent.set("Content-Type", "application/json");
  const response = await fetch(apiUrl() + call.path, {
    method: call.method,
    headers: sent,
    body: call.body === undefined ? undefined : JSON.stringify(call.body),
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.any([
      AbortSignal.timeout(call.longestMs ?? TIMEOUT_MS * (call.patience ?? 1)),
      ...(call.signal ? [call.signal] : []),
    ]),
  }).catch((error: unknown) => {
    throw new ApiFailure(wasUnsent(error) && call.isChange ? ownFailure(503, words.failures.unsent) : unanswered(call.isChange ?? false));
  });
  if (response.ok) return response;
  const body = parse(await readText(response, call.isChange ?? false));
  throw new ApiFailure(toFailure(response, body, call), body);
}

async function readText(response: Response, isChange: boolean): Promise<string> {
  try {
    return await response.text();
  } catch {
    throw new ApiFailure(unanswered(isChange));
  }
}

/** Whether nobody listened where the API should be, so that the request has not gone out. */
function wasUnsent(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } };
  return cause?.code === "ECONNREFUSED";
}

/**
 * What the API is told of the browser: its address, which is the nearest hop that the console's own server recorded, what it calls itself,
 * and whether its page asks by itself, which does not keep a session alive.
 */
async function ofBrowser(): Promise<Record<string, string>> {
  const given = await headers();
  const address = given.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  const agent = given.get("user-agent");
  return {
    ...(address && { "X-Forwarded-For": address }),
    ...(agent && { "User-Agent": agent }),
    ...(given.has("x-kms-background") && { "X-Kms-Background": "1" }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Refusals that say "later" before anything is done; what else is said with a status of 5xx may come after it. */
const BEFORE_ALL: readonly string[] = [ERRORS.overloaded.message, ERRORS.materialIntegrity.message];

/** Reads both the KMS error body and Keystone's `{error: {code, message}}`; a proxy in between has neither. */
function toFailure(response: Response, body: unknown, { isChange }: ApiCall): Failure {
  const error = ((body as { error?: unknown } | null)?.error ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const code = text(error.error_code);
  const failure: Failure = {
    kind: code === KMS_ERRORS.stepUpNeeded.code ? "stepUp" : "refused",
    status: response.status,
    code,
    message: text(error.error_msg) || text(error.message) || words.failures.unknown,
    requestId: response.headers.get("x-request-id") ?? text(error.request_id),
  };
  return isChange && response.status >= 500 && !BEFORE_ALL.includes(failure.message) ? toLost(failure) : failure;
}
