/** The readable page of the API, rendered from the OpenAPI document alone. It needs no script, no other host, no second request. */
import { createHash } from "node:crypto";
import type { OpenApiDocument, OperationObject } from "#lib/api/kms/openapi/document-shape";
import { fieldList } from "./field-list";
import { html, type Markup, prose } from "./html";
import { operationSection } from "./operation-section";
import { STYLE } from "./style";

type Placed = { readonly path: string; readonly method: string; readonly operation: OperationObject };

export function docsPage(document: OpenApiDocument): string {
  const nouns = document.tags
    .map(({ name, description }) => ({ name, description, operations: operationsOf(document, name) }))
    .filter(({ operations }) => operations.length > 0);
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${document.info.title}</title>
<link rel="icon" href="data:,">
<style>${{ markup: STYLE }}</style>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header><p>${document.info.title}</p><a href="/openapi.json">openapi.json</a></header>
<div class="columns">
<nav aria-label="Operations">${nouns.map(
    ({ name, operations }) => html`<section><h2><a href="#${slug(name)}">${name}</a></h2>
<ul>${operations.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.operationId}</a></li>`)}</ul></section>`,
  )}</nav>
<main id="content">
${introduction(document)}
${nouns.map(
  ({ name, description, operations }) => html`<section id="${slug(name)}" aria-labelledby="${slug(name)}-title">
<h2 id="${slug(name)}-title">${name}</h2><p class="lead">${description}</p>
${operations.map(({ path, method, operation }) => operationSection(document, path, method, operation))}
</section>`,
)}
${objects(document)}
</main>
</div>
</body>
</html>`;
  return `<!doctype html>${page.markup}`;
}

/** Nothing is loaded, sent or framed; the one style sheet is known by its digest. */
export function docsPolicy(): string {
  const digest = createHash("sha256").update(STYLE).digest("base64");
  return `default-src 'none'; style-src 'sha256-${digest}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

function operationsOf(document: OpenApiDocument, noun: string): Placed[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => (operation.tags[0] === noun ? [{ path, method, operation }] : [])),
  );
}

function introduction(document: OpenApiDocument): Markup {
  const url = document.servers[0].url;
  const { token, signature, signatureDate } = document.components.securitySchemes;
  const words = (scheme: typeof token) => prose(String(scheme?.description ?? ""));
  const signIn = `{"auth": {"identity": {"methods": ["password"], "password": {"user":
  {"name": "admin", "password": "PASSWORD", "domain": {"name": "ACCOUNT"}}}},
  "scope": {"project": {"name": "PROJECT"}}}}`;
  return html`<section class="introduction" aria-labelledby="introduction">
<h1 id="introduction">${document.info.title}</h1>
<p class="lead">${prose(document.info.description)}</p>
<dl class="facts"><div><dt>Address</dt><dd><code>${url}</code></dd></div><div><dt>Format</dt><dd>JSON in UTF-8</dd></div><div><dt>Document</dt><dd><a href="/openapi.json">OpenAPI ${document.openapi}</a></dd></div></dl>
<h2>Signing in</h2>
<p>Show a token in <code>X-Auth-Token</code>, or sign each request with an access key.</p>
<dl class="fields"><div><dt><code>X-Auth-Token</code></dt><dd><p>${words(token)}</p></dd></div>
<div><dt><code>Authorization</code></dt><dd><p>${words(signature)}</p></dd></div>
<div><dt><code>X-Sdk-Date</code></dt><dd><p>${words(signatureDate)}</p></dd></div></dl>
<pre tabindex="0"><code>${`TOKEN=$(curl -s -o /dev/null -D - "${url}/v3/auth/tokens" \\\n  -H "Content-Type: application/json" \\\n  -d '${signIn}' \\\n  | tr -d '\\r' | sed -n 's/^x-subject-token: //Ip')`}</code></pre>
</section>`;
}

/** Schemas that several operations share. */
function objects(document: OpenApiDocument): Markup {
  const shared = Object.entries(document.components.schemas).filter(([id]) => id !== "Absent");
  return html`<section id="objects" aria-labelledby="objects-title"><h2 id="objects-title">Objects</h2>
<p class="lead">What several operations answer with.</p>
${shared.map(
  ([
    id,
    schema,
  ]) => html`<article id="schema-${id}" aria-labelledby="schema-${id}-title"><h3 id="schema-${id}-title"><a href="#schema-${id}">${id}</a></h3>
${typeof schema.description === "string" && html`<p>${prose(schema.description)}</p>`}${fieldList(document, schema.type === "array" ? (schema.items as typeof schema) : schema, "optional")}</article>`,
)}</section>`;
}

function slug(noun: string): string {
  return `noun-${noun.toLowerCase().replaceAll(" ", "-")}`;
}
