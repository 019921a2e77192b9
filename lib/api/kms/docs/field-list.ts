/** JSON Schema → the list of fields a person reads: name, type, whether it is needed, limits. */
import { type JsonSchema, type OpenApiDocument, resolve } from "#lib/api/kms/openapi/document-shape";
import { ABSENT, present } from "#lib/api/kms/openapi/wire-schema";
import { html, type Markup, prose } from "./html";

type Field = { readonly name: string; readonly schema: JsonSchema; readonly isRequired: boolean };

/**
 * @param marked which fields say so: in a request those that are required, in a reply those that may be missing
 * @returns null where there is no field
 */
export function fieldList(document: OpenApiDocument, schema: JsonSchema, marked: "required" | "optional"): Markup | null {
  const fields = fieldsOf(document, schema, "");
  return fields.length === 0 ? null : html`<dl class="fields">${fields.map((field) => entry(field, marked))}</dl>`;
}

function entry({ name, schema, isRequired }: Field, marked: "required" | "optional"): Markup {
  const shown = present(schema);
  return html`<div>
  <dt><code>${name}</code> <span class="type">${typeOf(shown)}</span>${isRequired === (marked === "required") && html` <strong class="${marked}">${marked}</strong>`}${schema["x-kms-secret"] === true && html` <span class="secret">secret</span>`}</dt>
  <dd>${typeof shown.description === "string" && html`<p>${prose(shown.description)}</p>`}${limits(shown)}</dd>
</div>`;
}

/** Members of members get a path: `credential.user_id`, `tags[].key`. A shared schema is shown once, elsewhere. */
function fieldsOf(document: OpenApiDocument, schema: JsonSchema, prefix: string): Field[] {
  const whole = prefix === "" ? resolve<JsonSchema>(document, schema) : schema;
  const required = (whole.required ?? []) as string[];
  const members = Object.entries((whole.properties ?? {}) as Record<string, JsonSchema>);
  const own = members.flatMap(([name, member]): Field[] => {
    const path = prefix + name;
    const inner = present(member);
    const isRequired = required.includes(name);
    return [
      { name: path, schema: member, isRequired },
      ...fieldsOf(document, inner, `${path}.`),
      ...itemsOf(document, inner, `${path}[].`),
    ];
  });
  const choices = ((whole.anyOf ?? []) as JsonSchema[]).filter((choice) => choice.properties !== undefined);
  return [...own, ...choices.flatMap((choice) => fieldsOf(document, choice, prefix === "" ? "" : prefix)).filter(isFirst)];
}

function itemsOf(document: OpenApiDocument, schema: JsonSchema, prefix: string): Field[] {
  return schema.type === "array" ? fieldsOf(document, (schema.items ?? {}) as JsonSchema, prefix) : [];
}

function isFirst(field: Field, index: number, all: readonly Field[]): boolean {
  return all.findIndex(({ name }) => name === field.name) === index;
}

function typeOf(schema: JsonSchema): Markup {
  if (typeof schema.$ref === "string") {
    const id = schema.$ref.split("/").pop() ?? "";
    return html`<a href="#schema-${id}">${id}</a>`;
  }
  const choices = schema.anyOf as JsonSchema[] | undefined;
  if (choices !== undefined) {
    const names = choices.map(typeOf).filter((one, index, all) => all.findIndex(({ markup }) => markup === one.markup) === index);
    return html`${names.map((name, index) => [index > 0 && " or ", name])}`;
  }
  if (schema.type === "array") return html`list of ${typeOf((schema.items ?? {}) as JsonSchema)}`;
  if (Array.isArray(schema.type)) return html`${schema.type.join(" or ")}`;
  if (schema.type !== undefined) return html`${String(schema.type)}`;
  return html`${Array.isArray(schema.enum) || schema.const !== undefined ? "value" : "any"}`;
}

function limits(schema: JsonSchema): Markup | null {
  const choices = ((schema.anyOf as JsonSchema[] | undefined) ?? [schema]).filter(({ $ref }) => $ref !== ABSENT.$ref);
  const notes = choices.flatMap(notesOf);
  const items = schema.type === "array" ? notesOf((schema.items ?? {}) as JsonSchema) : [];
  const all = [...notes, ...items].filter((one, index, list) => list.findIndex(({ markup }) => markup === one.markup) === index);
  return all.length === 0
    ? null
    : html`<p class="limits">${all.map((note, index) => [index > 0 && html`<span aria-hidden="true"> · </span>`, note])}</p>`;
}

function notesOf(schema: JsonSchema): Markup[] {
  const range = (low: unknown, high: unknown, unit: string) => {
    if (low === undefined && high === undefined) return [];
    if (low === high) return [html`exactly ${String(low)}${unit}`];
    if (high === undefined) return [html`at least ${String(low)}${unit}`];
    return [low === undefined ? html`at most ${String(high)}${unit}` : html`${String(low)} to ${String(high)}${unit}`];
  };
  const values = Array.isArray(schema.enum) ? schema.enum : schema.const === undefined ? [] : [schema.const];
  return [
    ...(values.length > 0
      ? [
          html`${values.length > 1 && "one of "}${values.map((value, index) => [index > 0 && ", ", html`<code>${JSON.stringify(value)}</code>`])}`,
        ]
      : []),
    ...range(schema.minimum, schema.maximum, ""),
    ...range(schema.minLength, schema.maxLength, " characters"),
    ...range(schema.minItems, schema.maxItems, " entries"),
    ...(typeof schema.pattern === "string" && schema.pattern !== DECIMAL ? [html`matches <code>${schema.pattern}</code>`] : []),
  ];
}

/** Says nothing beyond "integer or string" that a person needs. */
const DECIMAL = "^(0|[1-9]\\d{0,14})$";
