/** One operation on the page: what it does, who may, what goes in and comes out, how it is refused, and a call to copy. */
import {
  type Content,
  type JsonSchema,
  type OpenApiDocument,
  type OperationObject,
  type Parameter,
  type Response,
  resolve,
} from "#lib/api/kms/openapi/document-shape";
import { fieldList } from "./field-list";
import { html, type Markup } from "./html";

/** What an example sends in a header; the token that it is about, unless said here. */
const HEADER_VALUES: Readonly<Record<string, string>> = { "X-Idp-Id": "oidc" };

const JSON_TYPE = "application/json";

export function operationSection(document: OpenApiDocument, path: string, method: string, operation: OperationObject): Markup {
  const { operationId: id, summary, requestBody } = operation;
  const body = requestBody?.content[JSON_TYPE];
  const parameters = operation.parameters.map((parameter) => resolve<Parameter>(document, parameter));
  return html`<article id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title"><a href="#${id}">${summary}</a></h3>
<p class="route"><span class="method" data-method="${method}">${method.toUpperCase()}</span> <code>${breakable(path)}</code></p>
${facts(operation)}
${part(id, "Parameters", parameterList(document, parameters))}
${part(id, "Request body", body && fieldList(document, body.schema, "required"))}
${part(id, "Reply", replies(document, operation))}
${part(id, "Example", html`<pre tabindex="0"><code>${curl(document, path, method, operation, parameters, body)}</code></pre>`)}
${refusals(document, operation)}
</article>`;
}

/** A long path may break after each slash. */
function breakable(path: string): Markup[] {
  return path.split(/(?<=\/)/).map((segment, index) => html`${index > 0 && html`<wbr>`}${segment}`);
}

function part(id: string, title: string, content: Markup | null | undefined): Markup | null {
  return content ? html`<h4 id="${id}-${title.toLowerCase().replace(" ", "-")}">${title}</h4>${content}` : null;
}

function facts(operation: OperationObject): Markup {
  const states = operation["x-kms-states"] as string[] | undefined;
  const rows: [string, Markup | string | null][] = [
    ["Operation", html`<code>${operation.operationId}</code>`],
    ["Permission", operation["x-kms-permission"] ? html`<code>${String(operation["x-kms-permission"])}</code>` : who(operation)],
    ["Path", operation.deprecated === true ? "for older clients" : null],
    ["Grant", operation["x-kms-grantable"] ? html`<code>${String(operation["x-kms-grantable"])}</code>` : null],
    ["Key states", states === undefined ? null : states.join(", ")],
    ["Default master keys", states === undefined ? null : operation["x-kms-default-keys"] === true ? "allowed" : "refused"],
    ["Trace", traceOf(operation)],
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => value !== null && html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function traceOf(operation: OperationObject): Markup | null {
  const name = operation["x-kms-trace"];
  if (name === undefined) return null;
  return html`<code>${String(name)}</code>${operation["x-kms-trace-if"] === "refused" && " if refused"}`;
}

function who({ security }: OperationObject): string {
  return security.length === 0 ? "none: open to everybody" : "any signed-in caller";
}

function parameterList(document: OpenApiDocument, parameters: readonly Parameter[]): Markup | null {
  const places = { path: "in the path", query: "in the query", header: "header" };
  const properties = parameters.map(({ name, in: place, schema, description }): [string, JsonSchema] => [
    name,
    { ...schema, description: description === undefined ? places[place] : `${description} (${places[place]})` },
  ]);
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return fieldList(document, { properties: Object.fromEntries(properties), required }, "required");
}

function replies(document: OpenApiDocument, { responses }: OperationObject): Markup {
  const given = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  return html`${given.map(([status, found]) => {
    const { content } = resolve<Response>(document, found);
    const schema = content?.[JSON_TYPE]?.schema;
    const words = content === undefined ? "without a body" : schema === undefined ? "a page of HTML" : "JSON";
    const fields = schema && fieldList(document, schema, "optional");
    return html`<p><strong class="status">${status}</strong> ${words}${schema !== undefined && fields === null && html`: <code>{}</code>`}</p>${fields}`;
  })}`;
}

function refusals(document: OpenApiDocument, { operationId, responses }: OperationObject): Markup {
  const rows = Object.entries(responses)
    .filter(([status]) => !status.startsWith("2"))
    .flatMap(([status, found]) => {
      const examples = resolve<Response>(document, found).content?.[JSON_TYPE]?.examples ?? {};
      return Object.values(examples).map((example) => {
        const { value } = resolve<{ value: unknown }>(document, example);
        const { error_code: code, error_msg: message } = value as { error_code: string; error_msg: string };
        return html`<tr><td>${status}</td><td><code>${code}</code></td><td>${message}</td></tr>`;
      });
    });
  return html`<details><summary>Errors <span class="count">${rows.length}</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="Errors of ${operationId}">
<table><thead><tr><th scope="col">Status</th><th scope="col">Code</th><th scope="col">Message</th></tr></thead><tbody>${rows}</tbody></table>
</div></details>`;
}

function curl(
  document: OpenApiDocument,
  path: string,
  method: string,
  { security }: OperationObject,
  parameters: readonly Parameter[],
  body: Content[string] | undefined,
): string {
  const verb = method === "get" ? "" : method === "head" ? " -I" : ` -X ${method.toUpperCase()}`;
  const url = document.servers[0].url + path.replace(/\{(\w+)\}/g, (_, name) => `$${name.toUpperCase()}`);
  const headers = [
    ...(security.length === 0 ? [] : ['"X-Auth-Token: $TOKEN"']),
    ...parameters
      .filter((parameter) => parameter.in === "header")
      .map(({ name }) => `"${name}: ${HEADER_VALUES[name] ?? "$SUBJECT_TOKEN"}"`),
    ...(body === undefined ? [] : ['"Content-Type: application/json"']),
  ];
  const text = body?.example === undefined ? null : JSON.stringify(body.example, null, 2).replaceAll("'", "'\\''");
  return [`curl${verb} "${url}"`, ...headers.map((header) => `  -H ${header}`), ...(text === null ? [] : [`  -d '${text}'`])].join(" \\\n");
}
