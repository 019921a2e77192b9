import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type RawRequest, readSignature, SIGNATURE_SKEW_MS } from "./request-signature";
import { signingKey } from "./signing-key";

// The published vectors (api-reference §1.4).
const ACCESS = "AKEXAMPLE0000000001";
const SECRET = Buffer.from("SKexampleSecret0000000000000000000000001");
const DATE = "20230228T120000Z";
const NOW = new Date("2023-02-28T12:00:00Z");
const PROJECT = "3ba44455500dd43127aaaaaaaaaaaaaa";
const KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
const BODY = Buffer.from(`{"key_id": "${KEY_ID}"}`);
const NONE = Buffer.alloc(0);
const JSON_TYPE = ["Content-Type", "application/json"];
const SIMPLE_NAMES = "content-type;host;x-project-id;x-sdk-date";

function signed(
  method: string,
  target: string,
  body: Buffer,
  authorization: string,
  more: readonly string[] = ["X-Project-Id", PROJECT],
): RawRequest {
  const rawHeaders = ["Host", "kms.example.com", ...JSON_TYPE, "X-Sdk-Date", DATE, ...more, "Authorization", authorization];
  return { method, target, rawHeaders, body };
}
const simple = (signature: string) => `SDK-HMAC-SHA256 Access=${ACCESS}, SignedHeaders=${SIMPLE_NAMES}, Signature=${signature}`;

const A1 = signed(
  "POST",
  `/v1.0/${PROJECT}/kms/describe-key`,
  BODY,
  simple("22b2c0a68b3ae4ac8857f1593ceef2bdcceced3c101d9e07fdc52f8c4c47a296"),
);
const A2 = signed(
  "GET",
  `/v1.0/${PROJECT}/kms/aliases?marker=&limit=50&key_id=${KEY_ID}`,
  NONE,
  simple("747f6dc6fe8faa903671d18793fc5207ea9c5cfe140fc947f6462256e7eb6290"),
);
const A3 = signed(
  "DELETE",
  `/v1.0/${PROJECT}/kms/${KEY_ID}/tags/a%20b%2Bc~d`,
  NONE,
  simple("396e46f719e683f0cb72d4499c4a42a9633f5cc921443f87f4f0f7640a4d06cd"),
);
const B1 = signed(
  "POST",
  `/v1.0/${PROJECT}/kms/describe-key`,
  BODY,
  `SDK-HMAC-SHA256 Credential=${ACCESS}/20230228///sdk_request, SignedHeaders=accept;content-type;host;user-agent;x-sdk-date, Signature=ec32e87a1cc6aac5403ed465e74422a5d19de01c864cf35f274c2c8b88e2cc0a`,
  ["Accept", "application/json", "User-Agent", "golangsdk/2.0.0", "X-Project-Id", PROJECT],
);
const D1 = signed(
  "POST",
  `/v1.0/${PROJECT}/kms/describe-key`,
  BODY,
  `V11-HMAC-SHA256 Credential=${ACCESS}/20230228/eu-de/kms, SignedHeaders=${SIMPLE_NAMES}, Signature=79f50686e6c3ac463e5fbf658291d09292a912614c34837a60b05d543d1da830`,
);
const VECTORS = { A1, A2, A3, B1, D1 };

const fits = (request: RawRequest, now = NOW, secret: Uint8Array = SECRET) => readSignature(request, now)?.isSignedWith(secret) ?? null;
const withHeader = (request: RawRequest, name: string, value: string): RawRequest => ({
  ...request,
  rawHeaders: request.rawHeaders.map((old, index) =>
    index % 2 === 1 && request.rawHeaders[index - 1]?.toLowerCase() === name ? value : old,
  ),
});
const headerOf = (request: RawRequest, name: string) =>
  request.rawHeaders[request.rawHeaders.findIndex((old, index) => index % 2 === 0 && old.toLowerCase() === name) + 1] ?? "";
const signedNames = (request: RawRequest) => /SignedHeaders=([^,]+)/.exec(headerOf(request, "authorization"))?.[1]?.split(";") ?? [];

describe.each(Object.entries(VECTORS))("vector %s", (_name, request) => {
  test("is accepted with its secret, and names its access key and the project it claims", () => {
    expect(fits(request)).toBe(true);
    expect(readSignature(request, NOW)?.place).toEqual(request === D1 ? { region: "eu-de", service: "kms" } : { region: "", service: "" });
    expect(readSignature(request, NOW)).toMatchObject({
      kind: "signature",
      accessKey: ACCESS,
      claimedProjectId: PROJECT,
      claimedAccountId: null,
    });
  });

  test("is refused with another secret", () => {
    expect(fits(request, NOW, Buffer.from("SKexampleSecret0000000000000000000000002"))).toBe(false);
    expect(fits(request, NOW, NONE)).toBe(false);
  });

  test("is refused when any one signed header is changed, is missing or comes twice", () => {
    for (const name of signedNames(request).filter((signedName) => signedName !== "x-sdk-date")) {
      expect([name, fits(withHeader(request, name, `${headerOf(request, name)}x`))]).toEqual([name, false]);
      const index = request.rawHeaders.findIndex((old, at) => at % 2 === 0 && old.toLowerCase() === name);
      expect([name, fits({ ...request, rawHeaders: request.rawHeaders.toSpliced(index, 2) })]).toEqual([name, null]);
      const twice = { ...request, rawHeaders: [...request.rawHeaders, name, headerOf(request, name)] };
      expect([name, fits(twice)]).toEqual([name, null]);
    }
    expect(fits(withHeader(request, "x-sdk-date", "20230228T120001Z"))).toBe(false);
  });

  test("is refused when method, path, query, body or signature is changed", () => {
    expect(fits({ ...request, method: "PUT" })).toBe(false);
    expect(fits({ ...request, target: request.target.replace("/kms/", "/kmz/") })).toBe(false);
    expect(fits({ ...request, target: `${request.target}${request.target.includes("?") ? "&" : "?"}limit=51` })).toBe(false);
    expect(fits({ ...request, body: Buffer.concat([request.body, Buffer.from(" ")]) })).toBe(false);
    const authorization = headerOf(request, "authorization");
    const last = authorization.at(-1) === "0" ? "1" : "0";
    expect(fits(withHeader(request, "authorization", authorization.slice(0, -1) + last))).toBe(false);
  });

  test("holds for 15 minutes to either side, and not a second longer", () => {
    for (const side of [-1, 1]) {
      expect(fits(request, new Date(NOW.getTime() + side * SIGNATURE_SKEW_MS))).toBe(true);
      expect(fits(request, new Date(NOW.getTime() + side * (SIGNATURE_SKEW_MS + 1000)))).toBe(null);
    }
  });
});

describe("signing keys", () => {
  test("are those of the vectors B1 and D1", () => {
    const scoped = signingKey({ way: "scoped", accessKey: ACCESS, scope: "20230228///sdk_request" }, SECRET);
    expect(scoped.toString("hex")).toBe("a6ca89535a5277e6670495e0cbdb621fe8fc6b655a6dbfa26b29f92e927a58a1");
    const derived = signingKey({ way: "derived", accessKey: ACCESS, scope: "20230228/eu-de/kms" }, SECRET);
    expect(derived.toString()).toBe("b930edcba1835b97f02cf70bd126248b88524f134fa3a396647b8d0b93de5405");
  });

  test("leave the secret itself as it was", () => {
    for (const request of [A1, B1, D1]) fits(request);
    expect(SECRET.toString()).toBe("SKexampleSecret0000000000000000000000001");
  });
});

describe("a signed request", () => {
  test("may state the SHA-256 of its body, which must then be right", () => {
    const state = (hash: string) => fits({ ...A1, rawHeaders: [...A1.rawHeaders, "X-Sdk-Content-Sha256", hash] });
    const hash = createHash("sha256").update(BODY).digest("hex");
    expect(hash).toBe("a53cf1735740c07f57f84ca42c122ec503677b4ddde8d1726011b2edb25af8a1");
    expect(state(hash)).toBe(true);
    expect(state(createHash("sha256").update("other").digest("hex"))).toBe(false);
    expect(state("")).toBe(false);
  });

  test("may not leave its body out of the signature", () => {
    expect(fits({ ...A1, rawHeaders: [...A1.rawHeaders, "X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"] })).toBe(null);
  });

  test("of a temporary access key is refused", () => {
    expect(fits({ ...A1, rawHeaders: [...A1.rawHeaders, "X-Security-Token", "token"] })).toBe(null);
  });

  test("may claim a project and an account outside the signature, once each", () => {
    const claim = (...headers: string[]) => readSignature({ ...B1, rawHeaders: [...B1.rawHeaders, ...headers] }, NOW);
    expect(claim("X-Domain-Id", "d")).toMatchObject({ claimedProjectId: PROJECT, claimedAccountId: "d" });
    expect(claim("x-project-id", PROJECT)).toBe(null);
    expect(claim("X-Domain-Id", "d", "x-domain-id", "d")).toBe(null);
  });

  test("with its values' outer white space changed is still the same", () => {
    expect(fits(withHeader(A1, "content-type", "\t application/json  "))).toBe(true);
  });

  test.each([
    ["no date among the signed headers", simple("0".repeat(64)).replace(";x-sdk-date", "")],
    ["a header signed twice", simple("0".repeat(64)).replace("host;", "host;host;")],
    ["an empty name among the signed headers", simple("0".repeat(64)).replace("host;", ";")],
    ["a signature too short", simple("0".repeat(63))],
    ["a signature too long", simple("0".repeat(65))],
    ["a signature that is not hexadecimal", simple("g".repeat(64))],
    ["no access key", simple("0".repeat(64)).replace(ACCESS, "")],
    ["an access key in small letters", simple("0".repeat(64)).replace(ACCESS, ACCESS.toLowerCase())],
    ["the algorithm SM3", simple("0".repeat(64)).replace("SDK-HMAC-SHA256", "SDK-HMAC-SM3")],
    ["the algorithm ECDSA", simple("0".repeat(64)).replace("SDK-HMAC-SHA256", "SDK-ECDSA-P256-SHA256")],
    ["the derived algorithm in the simple form", simple("0".repeat(64)).replace("SDK-HMAC-SHA256", "V11-HMAC-SHA256")],
    ["a scope of another day", headerOf(B1, "authorization").replace("/20230228/", "/20230227/")],
    ["a scope without its closing word", headerOf(B1, "authorization").replace("/sdk_request", "")],
    ["a derived scope of another day", headerOf(D1, "authorization").replace("/20230228/", "/20230301/")],
    ["something behind the signature", `${simple("0".repeat(64))}, Extra=1`],
    ["another scheme", "Bearer abc"],
    ["nothing", ""],
  ])("with %s is refused", (_what, authorization) => {
    expect(readSignature(withHeader(authorization.includes("Credential") ? B1 : A1, "authorization", authorization), NOW)).toBe(null);
  });

  test.each([
    "20230228",
    "2023-02-28T12:00:00Z",
    "20230228T120000",
    "20230228T120000+",
    "20230228T126000Z",
    "20230230T120000Z",
    "",
    "Tue, 28 Feb 2023 12:00:00 GMT",
  ])("dated %j is refused", (date) => {
    expect(readSignature(withHeader(A1, "x-sdk-date", date), NOW)).toBe(null);
  });

  test("without any Authorization, or with two, is refused", () => {
    const index = A1.rawHeaders.indexOf("Authorization");
    expect(readSignature({ ...A1, rawHeaders: A1.rawHeaders.toSpliced(index, 2) }, NOW)).toBe(null);
    expect(fits({ ...A1, rawHeaders: [...A1.rawHeaders, "authorization", headerOf(A1, "authorization")] })).toBe(null);
  });
});

describe("a request with more than clients send", () => {
  const longest = "x".repeat(2_048);

  test("in a signed header is no credential, as long as the longest it is one", () => {
    const withExtra = (value: string) =>
      signed("POST", "/", BODY, simple("0".repeat(64)).replace("x-project-id", "x-extra"), ["X-Extra", value]);
    expect(readSignature(withExtra(longest), NOW)).not.toBe(null);
    expect(readSignature(withExtra(`${longest}x`), NOW)).toBe(null);
  });

  test("in Authorization or its path is none either", () => {
    expect(readSignature(withHeader(A1, "authorization", `SDK-HMAC-SHA256${" ".repeat(2_048)}${headerOf(A1, "authorization")}`), NOW)).toBe(
      null,
    );
    expect(readSignature({ ...A1, target: `/${"x".repeat(8_191)}` }, NOW)).not.toBe(null);
    expect(readSignature({ ...A1, target: `/${"x".repeat(8_192)}` }, NOW)).toBe(null);
  });
});
