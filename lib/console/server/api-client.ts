/**
 * The one place from which the console speaks to the API. Every call carries the console's mark and the browser's
 * address, so that traces name the person's machine and not this process.
 */
import "server-only";
import { headers } from "next/headers";
import { ApiFailure, type Failure, ownFailure } from "../api-failure";
import { words } from "../words/words";
import { apiUrl, consoleSecret } from "./settings";

const TIMEOUT_MS = 30_000;

export type ApiCall = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly token?: string;
  readonly subjectToken?: string;
  readonly body?: unknown;
  /** How many times the usual time it may take; the API gives up earlier. */
  readonly patience?: number;
};

export type ApiReply = { readonly body: unknown; readonly headers: Headers };

/**
 * Sends one request.
 * @throws ApiFailure for every status that is not 2xx, and when the API cannot be reached (status 503)
 */
export async function callApi(call: ApiCall): Promise<ApiReply> {
  const response = await openApi(call);
  return { body: await readBody(response), headers: response.headers };
}

/** What `openApi` has opened, as JSON; null where it is none. @throws ApiFailure 503 when it ends midway */
export async function readBody(response: Response): Promise<unknown> {
  return parse(await readText(response));
}

/**
 * The same, with the answer not yet read: a large one is passed on without being held here.
 * @throws ApiFailure as `callApi`
 */
export async function openApi(call: ApiCall): Promise<Response> {
  const sent = new Headers({ Accept: "application/json", "X-Kms-Console": consoleSecret() });
  const address = await browserAddress();
  if (address) sent.set("X-Forwarded-For", address);
  if (call.token) sent.set("X-Auth-Token", call.token);
  if (call.subjectToken) sent.set("X-Subject-Token", call.subjectToken);
  if (call.body !== undefined) sent.set("Content-Type", "application/json");
  const response = await fetch(apiUrl() + call.path, {
    method: call.method,
    headers: sent,
    body: call.body === undefined ? undefined : JSON.stringify(call.body),
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS * (call.patience ?? 1)),
  }).catch(() => {
    throw new ApiFailure(unreachable());
  });
  if (!response.ok) throw new ApiFailure(toFailure(response, parse(await readText(response))));
  return response;
}

async function readText(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch {
    throw new ApiFailure(unreachable());
  }
}

function unreachable(): Failure {
  return ownFailure(503, words.failures.unreachable);
}

/** Address of the browser: the nearest hop that the console's own server recorded. */
async function browserAddress(): Promise<string> {
  const forwarded = (await headers()).get("x-forwarded-for") ?? "";
  return forwarded.split(",").at(-1)?.trim() ?? "";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reads both the KMS error body and Keystone's `{error: {code, message}}`. */
function toFailure(response: Response, body: unknown): Failure {
  const error = ((body as { error?: unknown } | null)?.error ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    status: response.status,
    code: text(error.error_code),
    message: text(error.error_msg) || text(error.message) || words.failures.unknown,
    requestId: response.headers.get("x-request-id") ?? text(error.request_id),
  };
}
