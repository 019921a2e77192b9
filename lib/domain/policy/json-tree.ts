/** JSON as it stands in a text: each value knows from where to where it reaches, so that a fault can be shown where it is. */
import { characterCount } from "../text";

/** From `start` up to, not including, `end`, in UTF-16 units, as editors count. */
export type Span = { readonly start: number; readonly end: number };

export type JsonMember = { readonly name: string; readonly nameSpan: Span; readonly value: JsonNode };

export type JsonObject = Span & { readonly kind: "object"; readonly members: readonly JsonMember[] };
export type JsonArray = Span & { readonly kind: "array"; readonly items: readonly JsonNode[] };
export type JsonText = Span & { readonly kind: "text"; readonly value: string };
/** Numbers, `true`, `false` and `null`, as written. */
export type JsonLiteral = Span & { readonly kind: "literal"; readonly written: string };
export type JsonNode = JsonObject | JsonArray | JsonText | JsonLiteral;

/** Names of members and numbers of items, from the root. */
export type JsonPath = readonly (string | number)[];

/** Where an offset is for a reader: lines and columns from 1, columns in characters. */
export function toLineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const start = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  return { line: (before.match(/\r\n|\r|\n/g)?.length ?? 0) + 1, column: characterCount(before.slice(start)) + 1 };
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const LONGEST_NAME = 80;

/** As RFC 9535 writes it: `$.Statement[0].Condition.StringEquals["g:ResourceTag/env"][1]`. */
export function formatPath(path: JsonPath): string {
  return `$${path.map((step) => (typeof step === "number" ? `[${step}]` : formatName(step))).join("")}`;
}

function formatName(name: string): string {
  if (PLAIN_NAME.test(name) && name.length <= LONGEST_NAME) return `.${name}`;
  return `[${JSON.stringify(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name)}]`;
}
