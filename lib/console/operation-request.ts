/** An operation's input as a request: what the path names goes into the path, the rest into the query of a GET or else the body. */
import type { OperationRow } from "#lib/operations/operation";

export type OperationRequest = { readonly method: OperationRow["method"]; readonly path: string; readonly body?: object };

export function toRequest({ method, path }: Pick<OperationRow, "method" | "path">, projectId: string, input: object): OperationRequest {
  const fields = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const place = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = name === "project_id" ? projectId : String(fields.get(name) ?? "");
    fields.delete(name);
    return encodeURIComponent(value);
  });
  if (fields.size === 0 && method !== "POST") return { method, path: place };
  if (method !== "GET") return { method, path: place, body: Object.fromEntries(fields) };
  // The browser's `fetch` gives a GET no body.
  return { method, path: `${place}?${new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]))}` };
}
