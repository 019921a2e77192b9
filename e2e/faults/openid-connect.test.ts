/** Sign-in by ID token against whoever forges, borrows or bends one, and against a provider that fails, by a clock that the test sets. */
import { generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sql } from "../harness/database";
import { type InProcess, startInProcess } from "../harness/in-process";
import { ask, makePerson, signIn } from "../harness/people";
import { type Claims, sendJson, startTokenIssuer, type TokenIssuer } from "../harness/token-issuer";

const ADMIN = { name: "admin", password: "administrator-0123" };
const GROUPS = "memberOf";

let product: InProcess;
let issuer: TokenIssuer;
let admin: string;
beforeAll(async () => {
  const start = new Date("2027-03-01T12:00:10Z");
  issuer = await startTokenIssuer(() => product?.clock.now() ?? start);
  product = await startInProcess(start, {
    KMS_OIDC_ISSUER: issuer.url,
    KMS_OIDC_CLIENT_ID: issuer.clientId,
    KMS_OIDC_GROUPS_CLAIM: GROUPS,
  });
  admin = (await signIn(product, ADMIN, { scope: { domain: { name: "default" } } })).token;
});
afterAll(async () => {
  await product?.stop();
  await issuer?.stop();
});
beforeEach(() => {
  // What is left of a flood is forgotten.
  product.clock.pass(10_000);
});

type Shown = { readonly nonce?: string; readonly scope?: object; readonly isConsole?: boolean; readonly provider?: string | null };

async function show(id: unknown, { nonce, scope, isConsole = false, provider = "oidc" }: Shown = {}) {
  const body = { auth: { id_token: { id, ...(nonce !== undefined && { nonce }) }, ...(scope && { scope }) } };
  const headers: Record<string, string> = provider === null ? {} : { "x-idp-id": provider };
  const reply = await product.send({ method: "POST", url: "/v3.0/OS-AUTH/id-token/tokens", body, headers, isConsole });
  const { status } = reply;
  return { status, body: reply.body, code: String(reply.body?.error_code ?? ""), token: String(reply.headers["x-subject-token"] ?? "") };
}

const AS_ADMIN = { preferred_username: "admin" };
const seconds = () => Math.floor(product.clock.now().getTime() / 1000);

describe("a user of the account comes in by its name", () => {
  test("and the token says so, to GET as well", async () => {
    const reply = await show(await issuer.idToken(AS_ADMIN), { scope: { project: { name: "eu-de" } } });
    expect([reply.status, reply.body.token?.methods]).toEqual([201, ["mapped"]]);
    const { token } = reply.body;
    expect(token).toMatchObject({
      user: {
        name: "admin",
        domain: { name: "default" },
        "OS-FEDERATION": { identity_provider: { id: "oidc" }, protocol: { id: "oidc" }, groups: [{ id: expect.any(String) }] },
      },
      project: { name: "eu-de", domain: { name: "default" } },
    });
    expect(token.user.is_federated).toBeUndefined();
    expect([token.roles.length > 0, token.catalog.length > 0]).toEqual([true, true]);
    const own = await ask(product, "GET", "/v3/auth/tokens", { token: reply.token });
    expect(own.body).toEqual(reply.body);
    expect((await ask(product, "GET", `/v3/users/${token.user.id}`, { token: reply.token })).body.user.name).toBe("admin");
  });
});
