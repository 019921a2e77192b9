import { beforeAll, describe, expect, inject, test } from "vitest";
import { ApiClient } from "../harness/api-client";
import { type ApiDocument, documentOf, type SeenReply } from "../harness/documented-replies";
import { makeTenant } from "../harness/tenant";

const product = inject("product");
let document: ApiDocument;
let api: ApiClient;
let sound: SeenReply;
beforeAll(async () => {
  document = await documentOf(product.apiUrl);
  api = (await makeTenant(product)).client;
  const reply = await api.call("list-keys");
  sound = {
    method: "POST",
    path: `/v1.0/${api.projectId}/kms/list-keys`,
    status: reply.status,
    headers: reply.headers,
    text: JSON.stringify(reply.body),
  };
});

describe("the check of replies", () => {
  test("lets a reply pass that is as documented", () => {
    expect(() => document.check(sound)).not.toThrow();
  });

  const body = () => JSON.parse(sound.text);
  const errorBody = (code: string) => {
    const flat = { error_code: code, error_msg: "No.", request_id: "4f1c0b6f5d6e4e0f9f3a7d2b8c1e6a90" };
    return JSON.stringify({ error: flat, ...flat });
  };
  test.each<[string, () => Partial<SeenReply>, RegExp]>([
    ["an undocumented status", () => ({ status: 201 }), /listKeys.*201: the documented statuses are 200, 400/],
    ["a further member", () => ({ text: JSON.stringify({ ...body(), more: 1 }) }), /additional properties/],
    ["a number for a string", () => ({ text: JSON.stringify({ ...body(), next_marker: 0 }) }), /next_marker must be string/],
    ["a missing member", () => ({ text: JSON.stringify({ ...body(), total: undefined }) }), /required property 'total'/],
    ["no body", () => ({ text: "" }), /not JSON/],
    ["no request ID", () => ({ headers: new Headers({ "content-type": "application/json" }) }), /X-Request-Id is missing/],
    [
      "another content type",
      () => ({ headers: new Headers({ "x-request-id": "0".repeat(32), "content-type": "text/plain" }) }),
      /content type/,
    ],
    [
      "an error code that its row does not expect",
      () => ({ status: 400, text: errorBody("KMS.2201") }),
      /error_code must be equal to one of/,
    ],
    ["success where nothing is documented", () => ({ path: "/v1.0/x/kms/make-coffee" }), /only 400, 404, 405/],
    ["success of a method that is not documented", () => ({ method: "PATCH" }), /only 400, 404, 405/],
  ])("stops at %s", (_what, change, message) => {
    expect(() => document.check({ ...sound, ...change() })).toThrow(message);
  });

  test("takes an error that the row does expect", () => {
    expect(() => document.check({ ...sound, status: 400, text: errorBody("KMS.1601") })).not.toThrow();
  });
});

describe("GET /openapi.json and /docs", () => {
  test("are for everybody, and name the address that clients use", async () => {
    const reply = await new ApiClient(product.apiUrl).send("GET", "/openapi.json");
    expect([reply.status, reply.headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
    expect(reply.body.servers).toEqual([{ url: product.apiUrl }]);
    const page = await fetch(`${product.apiUrl}/docs`);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain(`${product.apiUrl}/v1.0/$PROJECT_ID/kms/encrypt-data`);
  });

  test("the page may load nothing, run nothing and be framed by nobody", async () => {
    const page = await fetch(`${product.apiUrl}/docs`);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    const text = await page.text();
    expect(text).not.toMatch(/<script|<iframe|<img|\son[a-z]+=|\sstyle=|javascript:/i);
    expect(
      [...text.matchAll(/(?:href|src)="([^"#][^"]*)"/g)].map(([, target]) => target).filter((target) => target !== "/openapi.json"),
    ).toEqual(["data:,"]);
  });

  test("say everything that a client may meet, and nothing of this installation's secrets", async () => {
    const { body } = await new ApiClient(product.apiUrl).send("GET", "/openapi.json");
    const text = JSON.stringify(body);
    expect(text).not.toContain(product.adminPassword);
    expect(text).not.toContain(product.dataDir);
    const { responses, security } = body.paths["/v1.0/{project_id}/kms/encrypt-data"].post;
    expect(Object.keys(responses)).toEqual(["200", "400", "401", "403", "404", "429", "500", "503"]);
    expect(security).toEqual([{ token: [] }, { signature: [], signatureDate: [] }]);
  });
});
