import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import Fastify from "fastify";
import { describe, expect, test } from "vitest";
import { addHealthRoutes } from "#lib/api/edge/health-routes";
import { addMetricsRoutes } from "#lib/api/edge/metrics-routes";
import { RequestGate } from "#lib/api/edge/request-gate";
import { Shares } from "#lib/api/edge/shares";
import { addVersionRoutes } from "#lib/api/edge/version-routes";
import { addIdentityRoutes } from "#lib/api/keystone/identity-routes";
import { addTokenRoutes } from "#lib/api/keystone/token-routes";
import { addDocumentRoutes } from "#lib/api/kms/document-routes";
import { addKmsRoutes } from "#lib/api/kms/kms-routes";
import { ERRORS } from "#lib/domain/errors";
import { REST_OPERATION_NAMES, type RestRow, restRow } from "#lib/wire/catalog";
import { renderDocument } from "./document";
import { type JsonSchema, type OperationObject, type Response, resolve } from "./document-shape";
import { FIXED_ROUTES } from "./fixed-routes";
import { NOUNS } from "./nouns";
import { toTemplate } from "./operation-object";

const document = renderDocument("https://kms.example");
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]): [string, { path: string; method: string; operation: OperationObject }] => [
    operation.operationId,
    { path, method: method.toUpperCase(), operation },
  ]),
);
const byName = new Map(operations);
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, "document", undefined, false);

/** Names of all members, however deep. */
function memberNames(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(memberNames);
  if (typeof schema !== "object" || schema === null) return [];
  const resolved = resolve<JsonSchema>(document, schema as JsonSchema);
  return [...Object.keys((resolved.properties ?? {}) as object), ...Object.values(resolved).flatMap(memberNames)];
}

/** All references below a value. */
function references(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => (name === "$ref" ? [String(part)] : references(part)));
}

describe("the OpenAPI document", () => {
  test("has the paths of the catalog and of the table of other routes, each once, and no other", () => {
    const rows = REST_OPERATION_NAMES.map(restRow);
    const expected = [...rows, ...rows.map((row) => ({ ...row, path: row.alsoAt })), ...FIXED_ROUTES].flatMap(({ method, path }) =>
      path === undefined ? [] : [`${method} ${toTemplate(path)}`],
    );
    expect(new Set(expected).size).toBe(expected.length);
    expect(operations.map(([, { method, path }]) => `${method} ${path}`).sort()).toEqual(expected.sort());
    expect(byName.size).toBe(operations.length);
  });

  test("knows every route that the server adds", async () => {
    const app = Fastify({ exposeHeadRoutes: false });
    const routes: string[] = [];
    app.addHook("onRoute", ({ method, url }) => {
      for (const one of [method].flat()) routes.push(`${one} ${toTemplate(url)}`);
    });
    // Nothing of the parts is used before a request comes.
    const gate = new RequestGate({ capacity: 1, deadlineMs: 1, tokenSessions: 1 });
    const parts = { apiUrl: "https://kms.example", gate } as never;
    addHealthRoutes(app, parts);
    addMetricsRoutes(app, parts);
    addVersionRoutes(app, "https://kms.example");
    const door = { performer: parts, gate, shares: new Shares(), originOf: (() => null) as never };
    addTokenRoutes(app, door);
    addIdentityRoutes(app, door);
    addKmsRoutes(app, door);
    addDocumentRoutes(app, "https://kms.example");
    expect(routes.sort()).toEqual(operations.map(([, { method, path }]) => `${method} ${path}`).sort());
    await app.close();
  });

  test("tells each refusal of data to encrypt once, whether it came as text or as bytes", () => {
    const operation = byName.get("encryptData")?.operation;
    const text = JSON.stringify(operation?.responses[400]);
    expect(text).toContain("plaintextInvalid");
    expect(text).not.toContain("plaintextNotBase64");
  });

  test("is the same each time, and every reference in it leads somewhere", () => {
    expect(JSON.stringify(renderDocument("https://kms.example"))).toBe(JSON.stringify(document));
    const found = references(document);
    expect(found.length).toBeGreaterThan(100);
    for (const $ref of found) expect(resolve(document, { $ref }), $ref).toBeDefined();
  });

  test("holds only schemas of JSON Schema 2020-12 that can be compiled", () => {
    for (const [name, { path, method, operation }] of operations) {
      const place = `/paths/${path.replaceAll("/", "~1")}/${method.toLowerCase()}`;
      const pointers = [
        ...(operation.requestBody ? [`${place}/requestBody/content/application~1json/schema`] : []),
        ...operation.parameters.flatMap((parameter, index) => ("$ref" in parameter ? [] : [`${place}/parameters/${index}/schema`])),
        ...Object.entries(operation.responses).flatMap(([status, response]) =>
          "$ref" in response || !response.content?.["application/json"]
            ? []
            : [`${place}/responses/${status}/content/application~1json/schema`],
        ),
      ];
      for (const pointer of pointers) {
        const schema = pointer
          .split("/")
          .slice(1)
          .reduce<unknown>((part, step) => (part as never)[step.replaceAll("~1", "/")], document);
        expect(ajv.validateSchema(schema as object), `${name} ${pointer} ${ajv.errorsText()}`).toBe(true);
        expect(() => ajv.compile({ $ref: `document#${encodeURI(pointer)}` }), name).not.toThrow();
      }
    }
    for (const id of Object.keys(document.components.schemas)) {
      expect(() => ajv.compile({ $ref: `document#/components/schemas/${id}` }), id).not.toThrow();
    }
  });

  test("closes every object of a successful reply", () => {
    const open = (schema: unknown, path: string): string[] => {
      if (typeof schema !== "object" || schema === null) return [];
      const isOpen = "properties" in schema && (schema as JsonSchema).additionalProperties !== false;
      return [...(isOpen ? [path] : []), ...Object.entries(schema).flatMap(([name, part]) => open(part, `${path}/${name}`))];
    };
    for (const [name, { operation }] of operations) {
      if (name === "showOpenApi") continue;
      const success = Object.entries(operation.responses).find(([status]) => status.startsWith("2"))?.[1];
      expect(open(success, name)).toEqual([]);
    }
    expect(open(document.components.schemas, "components")).toEqual([]);
  });

  test("gives examples of errors that fit their own schemas", () => {
    let count = 0;
    for (const [name, { path, method, operation }] of operations) {
      for (const [status, found] of Object.entries(operation.responses)) {
        const pointer =
          "$ref" in found ? found.$ref.slice(1) : `/paths/${path.replaceAll("/", "~1")}/${method.toLowerCase()}/responses/${status}`;
        const examples = Object.values(resolve<Response>(document, found).content?.["application/json"]?.examples ?? {});
        const check =
          examples.length > 0 ? ajv.compile({ $ref: `document#${encodeURI(`${pointer}/content/application~1json/schema`)}` }) : null;
        for (const example of examples) {
          const { value } = resolve<{ value: { error: { code?: number } } }>(document, example);
          expect(check?.(value), `${name} ${status} ${ajv.errorsText(check?.errors)}`).toBe(true);
          if (value.error.code !== undefined) expect(String(value.error.code)).toBe(status);
          count++;
        }
      }
    }
    expect(count).toBeGreaterThan(100);
  });

  test("lists every operation under one of its headings, with each heading in use or waiting for its operations", () => {
    for (const [name, { operation }] of operations) expect(Object.keys(NOUNS), name).toContain(operation.tags[0]);
    const service = operations.filter(([, { operation }]) => operation.tags[0] === "Service").map(([name]) => name);
    // What nothing else claims lands here; an operation of the catalog must not.
    expect(service.filter((name) => (REST_OPERATION_NAMES as readonly string[]).includes(name))).toEqual([]);
  });
});

describe.each(REST_OPERATION_NAMES.map((name): [string, RestRow] => [name, restRow(name)]))("%s", (name, row) => {
  const { operation } = byName.get(name) as { operation: OperationObject };
  const body = operation.requestBody?.content["application/json"];

  test("says what it does, without a full stop", () => {
    expect(row.summary).toMatch(/^[A-Z].{8,}[^.]$/);
  });

  test("has an example where it has a body, and the example fits the schema and the parser", () => {
    if (body === undefined) return;
    expect(row.example).toBeDefined();
    const check = ajv.compile({
      $ref: `document#${encodeURI(`/paths/${toTemplate(row.path).replaceAll("/", "~1")}/${row.method.toLowerCase()}/requestBody/content/application~1json/schema`)}`,
    });
    expect(check(row.example), ajv.errorsText(check.errors)).toBe(true);
    const parsed = row.input.safeParse(row.example);
    const inPath = [...row.path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter);
    expect((parsed.error?.issues ?? []).filter(({ path }) => !inPath.includes(String(path[0])))).toEqual([]);
  });

  test("expects refusals that exist, and marks secrets that exist", () => {
    for (const code of row.refusals ?? []) expect(ERRORS).toHaveProperty(code);
    const names = new Set([
      ...memberNames(body?.schema),
      ...memberNames(Object.values(operation.responses)),
      ...operation.parameters.map((p) => ("name" in p ? p.name : "")),
    ]);
    for (const secret of row.secretFields) expect(names).toContain(secret);
  });

  test("declares each parameter of its path, and requires it", () => {
    const declared = operation.parameters.map((parameter) => resolve<{ name: string; in: string; required: boolean }>(document, parameter));
    const inPath = [...toTemplate(row.path).matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    expect(declared.filter((parameter) => parameter.in === "path").map(({ name: given }) => given)).toEqual(inPath);
    for (const parameter of declared.filter(({ in: place }) => place === "path")) expect(parameter.required).toBe(true);
  });
});

test("the page's colours are the console's", () => {
  const tokens = readFileSync(new URL("../../../../app/styles/tokens.css", import.meta.url), "utf8");
  const style = readFileSync(new URL("../docs/style.ts", import.meta.url), "utf8");
  const own = [...style.matchAll(/(--[a-z-]+): (light-dark\([^;]+\));/g)];
  expect(own.length).toBeGreaterThan(15);
  for (const [, name, value] of own) expect(tokens).toContain(`${name}: ${value};`);
});
