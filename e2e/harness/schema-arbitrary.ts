/** JSON Schema, as far as the product's document uses it → values that fit it, more or less. */
import fc from "fast-check";
import type { ApiDocument } from "./documented-replies";

export type JsonSchema = { readonly [keyword: string]: unknown };

/** Values that exist, by the name of the field: a random ID would only ever be unknown. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

/** @param name of the field, for `known` */
export function fromSchema(document: ApiDocument, schema: JsonSchema, known: Known, name = ""): fc.Arbitrary<unknown> {
  const made = bySchema(document, schema, known, name);
  const values = Object.hasOwn(known, name) ? known[name] : undefined;
  return values === undefined || values.length === 0 ? made : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, made);
}

function bySchema(document: ApiDocument, schema: JsonSchema, known: Known, name: string): fc.Arbitrary<unknown> {
  const from = (part: JsonSchema, itsName = name) => fromSchema(document, part, known, itsName);
  if (typeof schema.$ref === "string") return from(document.resolve(schema.$ref.slice(1)).value);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if ("const" in schema) return fc.constant(schema.const);
  const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => from(choice)));
  const [type] = [schema.type].flat();
  if (type === "object") return objectOf(schema, from);
  if (type === "array") return arrayOf(schema, from);
  if (type === "string") return stringOf(schema);
  if (type === "integer" || type === "number") {
    const [min, max] = [Number(schema.minimum ?? -1000), Number(schema.maximum ?? 100_000)];
    return fc.oneof({ weight: 4, arbitrary: fc.integer({ min, max }) }, fc.constantFrom(min - 1, max + 1));
  }
  if (type === "boolean") return fc.boolean();
  return fc.jsonValue({ maxDepth: 2 });
}

function objectOf(schema: JsonSchema, from: (part: JsonSchema, name: string) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const members = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const required = (schema.required ?? []) as string[];
  const named = fc.record(Object.fromEntries(members.map(([name, part]) => [name, from(part, name)])), { requiredKeys: required });
  if (typeof schema.additionalProperties !== "object") return named;
  const more = fc.dictionary(fc.string({ unit: "grapheme", maxLength: 20 }), from(schema.additionalProperties as JsonSchema, ""), {
    maxKeys: 4,
  });
  return fc.tuple(more, named).map(([others, own]) => ({ ...others, ...own }));
}

function arrayOf(schema: JsonSchema, from: (part: JsonSchema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const places = schema.prefixItems as JsonSchema[] | undefined;
  if (places !== undefined) return fc.tuple(...places.map((part) => from(part)));
  const minLength = Number(schema.minItems ?? 0);
  const maxLength = Math.max(minLength, Math.min(Number(schema.maxItems ?? 4) + 1, 25));
  return fc.array(from((schema.items ?? {}) as JsonSchema), { minLength, maxLength });
}

function stringOf(schema: JsonSchema): fc.Arbitrary<string> {
  const minLength = Number(schema.minLength ?? 0);
  const limit = Math.max(minLength, Math.min(Number(schema.maxLength ?? 40), 6000));
  const free = fc.oneof(
    { weight: 4, arbitrary: fc.string({ minLength, maxLength: Math.max(minLength, Math.min(limit, 40)) }) },
    fc.string({ unit: "binary", minLength, maxLength: Math.max(minLength, Math.min(limit, 40)) }),
    fc.constantFrom("x".repeat(limit), "x".repeat(limit + 1)),
  );
  return typeof schema.pattern === "string" ? fc.oneof({ weight: 4, arbitrary: matching(schema.pattern) }, free) : free;
}

/** A pattern that cannot be turned into a generator is only documentation here. */
function matching(pattern: string): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return fc.string();
  }
}
