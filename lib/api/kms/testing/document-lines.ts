/**
 * The OpenAPI document as lines that a reader can compare: a block for each operation and each component, in it a line for each part
 * that is short enough to be read. Invariant: nothing is left out, so that documents with the same lines are the same but for the order of
 * members.
 */
import { isDeepStrictEqual } from "node:util";
import type { OpenApiDocument } from "../openapi/document-shape";
import type { Blocks } from "./compare-blocks";

/** Characters of JSON that a line may hold; what is longer is taken apart, unless it is one text. */
const LINE = 170;

export function documentBlocks(document: OpenApiDocument): Blocks {
  const { paths, components, ...rest } = document;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, string[]] => [`${path} ${method.toUpperCase()}`, linesOf(operation, "")]),
  );
  const shared = Object.entries(components).map(([section, members]): [string, string[]] => [
    `components ${section}`,
    Object.entries(members).flatMap(([name, member]) => (section === "examples" ? exampleLines : linesOf)(member, name)),
  ]);
  const blocks: [string, string[]][] = [["document", linesOf(rest, "")], ...operations, ...shared];
  return new Map(blocks.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function linesOf(value: unknown, path: string): string[] {
  const short = abbreviate(value);
  if (short.length <= LINE || typeof value !== "object" || value === null || isFlat(value)) return [`${shorten(path)}: ${short}`];
  const members = Array.isArray(value) ? value.map((part, index): [string, unknown] => [String(index), part]) : sorted(value);
  return members.flatMap(([name, part]) => linesOf(part, path === "" ? name : `${path}.${name}`));
}

/** An error says its code and message three times; where it does so in the usual way, once is enough to read. */
function exampleLines(example: unknown, name: string): string[] {
  const { error = {}, ...flat } = ((example as { value?: object }).value ?? {}) as { error?: object; error_msg?: string };
  const { code, title } = error as { code?: unknown; title?: unknown };
  const keystone = code === undefined ? {} : { code, message: flat.error_msg, title };
  const usual = { summary: flat.error_msg, value: { error: { ...keystone, ...flat }, ...flat } };
  if (!isDeepStrictEqual(example, usual)) return linesOf(example, name);
  return [`${name}: ${abbreviate({ ...flat, ...(code !== undefined && { code, title }) })}`];
}

/** The steps that nearly all paths have in common. */
function shorten(path: string): string {
  return path
    .replace("content.application/json.", "")
    .replace(/schema\.properties\./g, "schema/")
    .replace(/\.properties\./g, "/");
}

/** Lists of texts and of references, which are read best in one line. */
function isFlat(value: object): boolean {
  const values = Object.values(value);
  return values.every((part) => typeof part === "string" || isReference(part)) && (Array.isArray(value) || values.every(isReference));
}

/** JSON with its members sorted, and references written as the short names that they are. */
function abbreviate(value: unknown): string {
  if (isReference(value)) return `@${value.$ref.replace("#/components/", "")}`;
  if (Array.isArray(value)) return `[${value.map(abbreviate).join(" ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = sorted(value);
  const isList = members.length > 1 && members.every(([name, part]) => isReference(part) && part.$ref === `#/components/examples/${name}`);
  if (isList) return `@examples{${members.map(([name]) => name).join(" ")}}`;
  return `{${members.map(([name, part]) => `${name}: ${abbreviate(part)}`).join(", ")}}`;
}

function isReference(value: unknown): value is { readonly $ref: string } {
  return (
    typeof value === "object" && value !== null && "$ref" in value && typeof value.$ref === "string" && Object.keys(value).length === 1
  );
}

function sorted(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
