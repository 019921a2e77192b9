/**
 * The canonical form of a request, over which its signature is made (api-reference §1.4). Clients of this family differ in how
 * they write the path and the white space of headers, so there are several forms of one request, and a signature over any counts.
 * Strings here hold one byte a character, as they came over the wire.
 */
import { createHash } from "node:crypto";
import { collapsed, trimmed } from "./header-value";

const UNRESERVED = /[^A-Za-z0-9\-._~]/g;

export type CanonicalInput = {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly target: string;
  /** In the order in which they were signed. */
  readonly signedHeaders: readonly (readonly [name: string, value: string])[];
  /** Lower-case hex SHA-256 of the body. */
  readonly payloadHash: string;
  /** The scoped variant signs the query of a POST without a body as if it were the body. */
  readonly mayHaveQueryAsBody: boolean;
};

/** All forms of the request, the usual one first, each once. */
export function canonicalRequests(input: CanonicalInput): string[] {
  const { method, target, signedHeaders } = input;
  const mark = target.indexOf("?");
  const [path, query] = mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark + 1)];
  const names = signedHeaders.map(([name]) => name).join(";");
  const headerBlocks = unique([headerBlock(signedHeaders, trimmed), headerBlock(signedHeaders, collapsed)]);
  const pairs = parseQuery(query);
  const payloads = [[canonicalQuery(pairs), input.payloadHash]];
  if (input.mayHaveQueryAsBody && pairs.length > 0) payloads.push(["", sha256Hex(formQuery(pairs))]);
  return payloads.flatMap(([canonical, hash]) =>
    headerBlocks.flatMap((block) => canonicalPaths(path).map((uri) => [method, uri, canonical, block, names, hash].join("\n"))),
  );
}

/** Lower-case hex SHA-256 of the bytes, or of a string of one byte a character. */
export function sha256Hex(data: Uint8Array | string): string {
  const hash = createHash("sha256");
  return (typeof data === "string" ? hash.update(data, "latin1") : hash.update(data)).digest("hex");
}

/**
 * Go decodes the whole path before it splits it, so an encoded slash separates; others decode each segment; Node encodes what is
 * encoded already. All append a slash, which never goes over the wire.
 */
function canonicalPaths(path: string): string[] {
  const forms = [
    decode(path).split("/").map(encode),
    path.split("/").map((segment) => encode(decode(segment))),
    path.split("/").map(encode),
  ].map((segments) => segments.join("/"));
  return unique(forms.map((form) => (form.endsWith("/") ? form : `${form}/`)));
}

function parseQuery(query: string): [name: string, value: string][] {
  return query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const mark = part.indexOf("=");
      const [name, value] = mark < 0 ? [part, ""] : [part.slice(0, mark), part.slice(mark + 1)];
      return [decodeForm(name), decodeForm(value)];
    });
}

function canonicalQuery(pairs: readonly (readonly [string, string])[]): string {
  const encoded = pairs.map(([name, value]) => [encode(name), encode(value)] as const);
  encoded.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return encoded.map(([name, value]) => `${name}=${value}`).join("&");
}

/** Form encoding sorted by name, in which a space is a plus. */
function formQuery(pairs: readonly (readonly [string, string])[]): string {
  const form = (text: string) => encode(text).replaceAll("%20", "+");
  return [...pairs]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, value]) => `${form(name)}=${form(value)}`)
    .join("&");
}

function headerBlock(headers: CanonicalInput["signedHeaders"], form: (value: string) => string): string {
  return headers.map(([name, value]) => `${name}:${form(value)}\n`).join("");
}

/** A percent sign that begins no escape stands for itself. */
function decode(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function decodeForm(text: string): string {
  return decode(text.replaceAll("+", " "));
}

function encode(text: string): string {
  return text.replace(UNRESERVED, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function unique(forms: readonly string[]): string[] {
  return [...new Set(forms)];
}
