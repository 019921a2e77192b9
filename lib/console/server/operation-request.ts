/**
 * An operation's input as a request: what the path names goes into the path, the rest into the query of a GET or else the body.
 * Invariant: a value stays one segment of the path, or there is no request.
 */
import "server-only";
import { isWellFormed } from "#lib/domain/text";
import type { DoorRow } from "#lib/wire/door-row";
import { ApiFailure, ownFailure } from "../api-failure";
import { words } from "../words/words";

export type OperationRequest = { readonly method: DoorRow["method"]; readonly path: string; readonly body?: object };

/**
 * @param projectId where it is asked for; null in the account, where a project is named by the input like anything else
 * @throws ApiFailure 400 for an input that is no object, and for a value that is missing, is no text or number, or would walk the path
 */
export function toRequest({ method, path }: Pick<DoorRow, "method" | "path">, projectId: string | null, input: object): OperationRequest {
  // An action's input is whatever a browser has sent.
  if (typeof input !== "object" || input === null || Array.isArray(input)) throw unreadable();
  const fields = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const place = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = name === "project_id" && projectId !== null ? projectId : fields.get(name);
    fields.delete(name);
    return toSegment(value);
  });
  if (fields.size === 0 && method !== "POST") return { method, path: place };
  if (method !== "GET") return { method, path: place, body: Object.fromEntries(fields) };
  // The browser's `fetch` gives a GET no body.
  return { method, path: `${place}?${new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]))}` };
}

/** URL parsers resolve "." and ".." however they are spelled, and nothing at all joins what stands around it. */
function toSegment(value: unknown): string {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || /^\.{0,2}$/.test(text) || !isWellFormed(text)) throw unreadable();
  return encodeURIComponent(text);
}

function unreadable(): ApiFailure {
  return new ApiFailure(ownFailure(400, words.failures.unreadable));
}
