import { beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { signatureCounter } from "#lib/iam/throttle";
import { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { sendRaw } from "../harness/send-raw";
import { makeAccessKey, SignedClient } from "../harness/signed-client";
import { type AccessKey, sign, type ToSign } from "../harness/signer";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const MINUTE = 60_000;
let tenant: Tenant;
let stranger: Tenant;
let key: AccessKey;
let client: SignedClient;
beforeAll(async () => {
  tenant = await makeTenant(product);
  stranger = await makeTenant(product);
  key = await makeAccessKey(product, tenant);
  client = new SignedClient(product.apiUrl, key, tenant.projectId);
});

const path = (rest: string) => `/v1.0/${tenant.projectId}/kms/${rest}`;
const atDate = (offsetMs: number): Partial<ToSign> => ({ date: new Date(Date.now() + offsetMs) });
/** A client of its own access key, for tests that spoil theirs. */
async function freshClient(of: Tenant = tenant): Promise<{ signed: SignedClient; owner: Tenant }> {
  const owner = await makeTenant(product, ["KMS Administrator"], of);
  return { signed: new SignedClient(product.apiUrl, await makeAccessKey(product, owner), owner.projectId), owner };
}
const badly = ({ apiUrl, key: { access }, projectId }: SignedClient) => new SignedClient(apiUrl, { access, secret: "wrong" }, projectId);
/** How many signatures of an owner's access keys are counted as wrong, by the addresses that they came from. */
const stateOf = ({ userId }: Tenant) =>
  sql<{ wrong: number }>(product.dataDir, "select wrong from throttle where rule = 'signature' and user_id = $1", [userId]);

/** The tests' own access key shall not wait for them: a good signature ends the count only where a worker has not known its sender. */
const forgive = () => sql(product.dataDir, "delete from throttle where rule = 'signature' and user_id = $1", [tenant.userId]);
beforeEach(forgive);

/** Workers remember for a moment who signed well there, and who must wait. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < 50; asked += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("it did not come to be so");
}

describe.each(["A", "B", "D"] as const)("a request signed in variant %s", (variant) => {
  const signed = () => new SignedClient(product.apiUrl, key, tenant.projectId, variant);

  test("is served as its user, and its trace names the access key", async () => {
    const reply = await signed().call("create-key", { key_alias: `signed-${variant}` });
    expect(reply.status).toBe(200);
    const keyId = reply.body.key_info.key_id;
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
      { trace_name: "createKey", outcome: "normal", caller_id: tenant.userId, access_key: key.access, resource_id: keyId },
    ]);
    expect((await signed().call("describe-key", { key_id: keyId })).body.key_info.key_alias).toBe(`signed-${variant}`);
    expect((await signed().call("list-keys", { limit: "1" })).body.keys).toEqual([keyId]);
  });

  test("may have a query, odd characters in its path, and a body with GET", async () => {
    const query = [
      ["name", `${tenant.account}`],
      ["a b", "x+y&z=ä"],
      ["empty", ""],
    ] as const;
    expect((await signed().send("GET", "/v3/auth/domains", undefined, { query })).body.domains).toHaveLength(1);
    expect((await signed().send("GET", "/v3/auth/domains", "{}")).status).toBe(200);
    // Signed well, so that it is the name that is not found, and not the caller.
    for (const name of ["a%20b+c~d", "a%2Bb", "%C3%A4", "(x)!*'", "%25"])
      expect([name, (await signed().send("DELETE", `/v3.0/OS-CREDENTIAL/credentials/${name}`)).status]).toEqual([name, 404]);
  });

  test("is refused with any one header, the method, the path, the query or the body changed", async () => {
    const headers = signed().sign("POST", path("list-keys"), "{}", { headers: { Accept: "application/json", "X-Extra": "a" } });
    const send = (more: Record<string, string>, method = "POST", target = path("list-keys"), body = "{}") =>
      sendRaw(product.apiUrl, method, target, { ...headers, ...more }, body);
    expect((await send({})).status).toBe(200);
    const before = new Date(Date.now() - 5_000).toISOString().replace(/[-:]|\.\d{3}/g, "");
    const other = await freshClient();
    for (const [name, value] of [
      ["Host", "localhost"],
      ["Content-Type", "application/json;charset=UTF-8"],
      ["X-Project-Id", stranger.projectId],
      ["Accept", "*/*"],
      ["X-Extra", "b"],
      ["x-sdk-date", before],
      ["Authorization", headers.Authorization?.replace(key.access, other.signed.key.access) ?? ""],
    ] as const) {
      const { status } = await send({ [name]: value });
      expect([name, status]).toEqual([name, 401]);
      await forgive();
      expect((await send({})).status).toBe(200);
    }
    for (const [what, attempt] of Object.entries({
      method: () => send({}, "PUT"),
      path: () => send({}, "POST", path("describe-key")),
      query: () => send({}, "POST", `${path("list-keys")}?limit=1`),
      body: () => send({}, "POST", path("list-keys"), '{"limit":1}'),
    })) {
      const { status } = await attempt();
      // A path that exists with another method answers so before it asks who calls.
      expect([what, status]).toEqual([what, what === "method" ? 405 : 401]);
      await forgive();
      expect((await send({})).status).toBe(200);
    }
  });

  test("holds for 15 minutes to either side of our clock", async () => {
    for (const offset of [-14.9 * MINUTE, 14.9 * MINUTE])
      expect((await signed().send("POST", path("list-keys"), "{}", atDate(offset))).status).toBe(200);
    for (const offset of [-15.1 * MINUTE, 15.1 * MINUTE, -365 * 24 * 60 * MINUTE, 365 * 24 * 60 * MINUTE])
      expect((await signed().send("POST", path("list-keys"), "{}", atDate(offset))).status).toBe(401);
  });
});

describe("a signed request", () => {
  test("of variant B without a body may have its query signed as its body", async () => {
    const signed = new SignedClient(product.apiUrl, key, tenant.projectId, "B");
    const query = [
      ["b", "x y"],
      ["a", "1"],
    ] as const;
    expect((await signed.send("POST", path("list-keys"), undefined, { query, queryAsBody: true })).status).toBe(200);
    const inA = await new SignedClient(product.apiUrl, key, tenant.projectId, "A").send("POST", path("list-keys"), undefined, {
      query,
      queryAsBody: true,
    });
    expect(inA.status).toBe(401);
  });

  test("need not sign its host, and may add its project unsigned", async () => {
    const unsigned = sign(key, "A", {
      method: "POST",
      path: path("list-keys"),
      headers: { "Content-Type": "application/json", "User-Agent": "x" },
      body: "{}",
    });
    const host = { Host: new URL(product.apiUrl).host };
    expect((await sendRaw(product.apiUrl, "POST", path("list-keys"), { ...unsigned, ...host }, "{}")).status).toBe(200);
    const claiming = (projectId: string) =>
      sendRaw(product.apiUrl, "POST", path("list-keys"), { ...unsigned, ...host, "X-Project-Id": projectId }, "{}");
    expect((await claiming(tenant.projectId)).status).toBe(200);
    for (const foreign of [stranger.projectId, "0".repeat(32), "nonsense"]) {
      const reply = await claiming(foreign);
      expect([foreign, reply.status, reply.code]).toEqual([foreign, 403, "KMS.0307"]);
    }
  });

  test("that claims another project or account than the path's or its user's is refused, signed or not, and traced", async () => {
    const claims = [
      ["X-Project-Id", stranger.projectId],
      ["X-Domain-Id", stranger.accountId],
      ["X-Domain-Id", "nonsense"],
    ] as const;
    for (const [name, value] of claims) {
      const headers = { [name]: value };
      const reply = await client.send("POST", path("create-key"), '{"key_alias":"never"}', { headers });
      expect([reply.status, reply.code]).toEqual([403, "KMS.0307"]);
      expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
        { trace_name: "createKey", outcome: "warning", error_code: "KMS.0307", caller_id: tenant.userId, account_id: tenant.accountId },
      ]);
      for (const identity of ["/v3/auth/catalog", "/v3/auth/projects", "/v3/auth/domains", "/v3/regions"])
        expect([identity, (await client.send("GET", identity, undefined, { headers })).status]).toEqual([identity, 403]);
    }
    expect((await client.send("POST", path("list-keys"), "{}", { headers: { "X-Domain-Id": tenant.accountId } })).status).toBe(200);
  });

  test("opens no project of another account, and none where its user holds no role", async () => {
    const foreign = await client.send("POST", `/v1.0/${stranger.projectId}/kms/list-keys`, "{}", {
      headers: { "X-Project-Id": stranger.projectId },
    });
    expect([foreign.status, foreign.code]).toEqual([403, "KMS.0307"]);
    const nobody = await makeTenant(product, [], tenant);
    const signed = new SignedClient(product.apiUrl, await makeAccessKey(product, nobody), tenant.projectId);
    expect((await signed.call("list-keys")).status).toBe(403);
    const viewer = await makeTenant(product, ["KMS Viewer"], tenant);
    const viewing = new SignedClient(product.apiUrl, await makeAccessKey(product, viewer), tenant.projectId);
    expect((await viewing.call("list-keys")).status).toBe(200);
    expect((await viewing.call("create-key", { key_alias: "never" })).status).toBe(403);
  });

  test("may not leave its body out of the signature, and what it states of its body must be true", async () => {
    const state = (hash: string, contentType = "application/json") =>
      client.send("POST", path("list-keys"), "{}", { headers: { "X-Sdk-Content-Sha256": hash, "Content-Type": contentType } });
    expect((await state("UNSIGNED-PAYLOAD")).status).toBe(401);
    expect((await state("UNSIGNED-PAYLOAD", "application/vnd.x+json")).status).toBe(401);
    expect((await state("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")).status).toBe(200);
    expect((await state("0".repeat(64))).status).toBe(401);
  });

  test("with a header twice, a temporary token, another algorithm or a broken Authorization is refused", async () => {
    const headers = client.sign("POST", path("list-keys"), "{}");
    const send = (flat: readonly string[]) => sendRaw(product.apiUrl, "POST", path("list-keys"), flat, "{}");
    const flat = Object.entries(headers).flat();
    expect((await send(flat)).status).toBe(200);
    for (const name of ["Content-Type", "X-Project-Id", "x-sdk-date", "Authorization"])
      expect([name, (await send([...flat, name, headers[name] ?? ""])).status]).toEqual([name, 401]);
    expect((await send([...flat, "X-Security-Token", "temporary"])).status).toBe(401);
    for (const spoilt of [
      headers.Authorization?.replace("SDK-HMAC-SHA256", "SDK-HMAC-SM3"),
      headers.Authorization?.replace("x-sdk-date", "x-sdk-dat"),
      headers.Authorization?.replace(/Signature=.*/, "Signature="),
      headers.Authorization?.replace(key.access, "A".repeat(20)),
      "Bearer x",
      "\x80\xff",
      "SDK-HMAC-SHA256 ".repeat(200),
    ]) {
      const reply = await send(Object.entries({ ...headers, Authorization: spoilt ?? "" }).flat());
      expect([spoilt, reply.status, reply.body.error.title]).toEqual([spoilt, 401, "Unauthorized"]);
    }
  });

  test("with a token as well speaks for the token's user, and with a bad token for nobody", async () => {
    const headers = { ...client.sign("POST", path("create-key"), '{"key_alias":"two-ways"}'), "X-Auth-Token": tenant.client.token };
    const reply = await sendRaw(product.apiUrl, "POST", path("create-key"), headers, '{"key_alias":"two-ways"}');
    expect(reply.status).toBe(200);
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([{ access_key: "", caller_id: tenant.userId }]);
    const bad = { ...client.sign("POST", path("list-keys"), "{}"), "X-Auth-Token": "kms_nonsense" };
    expect((await sendRaw(product.apiUrl, "POST", path("list-keys"), bad, "{}")).status).toBe(401);
    const empty = { ...client.sign("POST", path("list-keys"), "{}"), "X-Auth-Token": "" };
    expect((await sendRaw(product.apiUrl, "POST", path("list-keys"), empty, "{}")).status).toBe(200);
  });
});

describe("a token", () => {
  test("is refused for a project or account that it claims and that is not its own", async () => {
    const send = (headers: Record<string, string>) => tenant.client.send("POST", path("list-keys"), "{}", headers);
    expect((await send({ "X-Project-Id": tenant.projectId, "X-Domain-Id": tenant.accountId })).status).toBe(200);
    expect((await send({ "X-Project-Id": stranger.projectId })).status).toBe(403);
    expect((await send({ "X-Domain-Id": stranger.accountId })).status).toBe(403);
  });
});

describe("bad signatures", () => {
  test("five in a row make the next one wait, also a good one, from that address; each is traced as somebody unknown's", async () => {
    const { signed, owner } = await freshClient();
    for (let round = 1; round <= 5; round++) {
      const reply = await badly(signed).call("list-keys");
      expect(reply.status).toBe(401);
      const traces = await tracesOf(product, reply.headers.get("x-request-id"));
      expect(traces).toMatchObject([
        {
          trace_name: "verifySignature",
          outcome: "warning",
          caller_kind: "unknown",
          caller_id: "",
          access_key: signed.key.access,
          account_id: owner.accountId,
          details: { userId: owner.userId, locked: round === 5 },
        },
      ]);
      expect(JSON.stringify(traces)).not.toContain(signed.key.secret);
    }
    expect(await stateOf(owner)).toEqual([{ wrong: 5 }]);
    // As if the machine were fast: five seconds are little for a test that shares it.
    await sql(product.dataDir, "update throttle set open_at = now() + interval '1 minute' where rule = 'signature' and user_id = $1", [
      owner.userId,
    ]);
    const waiting = await signed.call("list-keys");
    expect(waiting.status).toBe(401);
    expect(await tracesOf(product, waiting.headers.get("x-request-id"))).toEqual([]);
    // A try while it waits neither counts nor prolongs.
    await badly(signed).call("list-keys");
    expect(await stateOf(owner)).toMatchObject([{ wrong: 5 }]);
    // Nobody else is shut out by it: not the owner's token, and not who signs well from elsewhere.
    expect(await owner.client.call("list-keys")).toMatchObject({ status: 200 });
    const headers = signed.sign("POST", path("list-keys"), "{}");
    expect((await sendRaw(product.apiUrl, "POST", path("list-keys"), headers, "{}", "127.0.0.9")).status).toBe(200);
    await sql(product.dataDir, "update throttle set open_at = now() where rule = 'signature' and user_id = $1", [owner.userId]);
    await until(async () => (await signed.call("list-keys")).status === 200);
  });

  test("from wherever they come do not make a program wait where its user is known", async () => {
    const { signed, owner } = await freshClient();
    const from = async (address: string) =>
      (await sendRaw(product.apiUrl, "POST", path("list-keys"), signed.sign("POST", path("list-keys"), "{}"), "{}", address)).status;
    expect(await from("127.0.0.8")).toBe(200);
    const all = Array.from({ length: 4_096 }, (_none, n) => signatureCounter(owner.userId, signed.key.access, `network-${n}`, false).id);
    await sql(
      product.dataDir,
      `insert into throttle (id, rule, user_id, wrong, open_at, last_at)
       select distinct id, 'signature', $2, 9, now() + interval '4 minutes', now() from unnest($1::bytea[]) as id
       on conflict (id) do update set wrong = excluded.wrong, open_at = excluded.open_at`,
      [all, owner.userId],
    );
    expect(await from("127.0.0.9")).toBe(401);
    // Where the user has signed in, and where a program of theirs has signed before, whichever worker it was.
    for (const address of ["127.0.0.1", "127.0.0.1", "127.0.0.8", "127.0.0.8"])
      expect([address, await from(address)]).toEqual([address, 200]);
    const kinds = "select kind from known_place where user_id = $1 order by kind, last_at";
    expect((await sql(product.dataDir, kinds, [owner.userId])).map(({ kind }) => kind)).toEqual(["network", "signer", "signer"]);
  });

  test("a good one in between begins the count anew", async () => {
    const { signed, owner } = await freshClient();
    for (let round = 0; round < 3; round++) {
      for (let count = 0; count < 4; count++) expect((await badly(signed).call("list-keys")).status).toBe(401);
      await until(async () => (await signed.call("list-keys")).status === 200 && (await stateOf(owner))[0]?.wrong === 0);
    }
  });

  test("at the same time are counted one by one, and leave five traces, whatever their number", async () => {
    const { signed, owner } = await freshClient();
    const replies = await Promise.all(Array.from({ length: 20 }, () => badly(signed).call("list-keys")));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]));
    expect(await stateOf(owner)).toMatchObject([{ wrong: 5 }]);
    const traces = await sql(product.dataDir, "select 1 from trace where access_key = $1 and trace_name = 'verifySignature'", [
      signed.key.access,
    ]);
    expect(traces).toHaveLength(5);
  });

  test("good ones at the same time do not use up each other's tries", async () => {
    const { signed } = await freshClient();
    const replies = await Promise.all(Array.from({ length: 64 }, () => signed.call("list-keys")));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test("count against the identity calls too, and not for requests that are late, malformed or of an unknown access key", async () => {
    const { signed, owner } = await freshClient();
    await badly(signed).send("GET", "/v3/auth/catalog");
    expect(await stateOf(owner)).toMatchObject([{ wrong: 1 }]);
    await badly(signed).send("GET", "/v3/auth/catalog", undefined, atDate(-16 * MINUTE));
    await sendRaw(product.apiUrl, "GET", "/v3/auth/catalog", { Authorization: `SDK-HMAC-SHA256 Access=${signed.key.access}` });
    expect(await stateOf(owner)).toMatchObject([{ wrong: 1 }]);
  });
});

describe("an access key", () => {
  test("stops working at once when it is switched off, deleted, or its user is disabled", async () => {
    const { signed, owner } = await freshClient();
    const change = (text: string, values: unknown[]) => sql(product.dataDir, text, values);
    const works = async () => (await signed.call("list-keys")).status;
    await change("update access_key set enabled = false where access = $1", [signed.key.access]);
    expect(await works()).toBe(401);
    await change("update access_key set enabled = true where access = $1", [signed.key.access]);
    expect(await works()).toBe(200);
    await change("update iam_user set enabled = false where id = $1", [owner.userId]);
    expect(await works()).toBe(401);
    await change("update iam_user set enabled = true where id = $1", [owner.userId]);
    expect(await works()).toBe(200);
    await change("delete from access_key where access = $1", [signed.key.access]);
    expect(await works()).toBe(401);
  });

  test("whose sealed secret was exchanged for another's signs nothing", async () => {
    const [victim, thief] = [await freshClient(), await freshClient()];
    await sql(product.dataDir, "update access_key set secret = (select secret from access_key where access = $2) where access = $1", [
      victim.signed.key.access,
      thief.signed.key.access,
    ]);
    const forged = new SignedClient(
      product.apiUrl,
      { access: victim.signed.key.access, secret: thief.signed.key.secret },
      tenant.projectId,
    );
    const reply = await forged.call("list-keys");
    expect([reply.status, reply.code]).toEqual([500, "KMS.0102"]);
    expect(reply.body.error.error_msg).toContain("stored secret of this access key");
    const incident = { trace_name: "verifySignature", outcome: "incident", error_code: "KMS.0102", resource_id: victim.signed.key.access };
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([incident]);
  });

  test.each([
    ["cut off", "substring(secret from 1 for 20)"],
    ["emptied", "''::bytea"],
    ["changed in one bit", "set_bit(secret, 300, 1 - get_bit(secret, 300))"],
  ])("whose sealed secret was %s leaves an incident, and a flood of requests no more than one from each worker", async (_how, altered) => {
    const { signed } = await freshClient();
    await sql(product.dataDir, `update access_key set secret = ${altered} where access = $1`, [signed.key.access]);
    for (const client of [signed, badly(signed)]) {
      for (let count = 0; count < 6; count++) expect((await client.call("list-keys")).status).toBe(500);
    }
    const incidents = await sql(product.dataDir, "select outcome, error_code from trace where access_key = $1", [signed.key.access]);
    expect(incidents.length).toBeGreaterThan(0);
    expect(incidents.length).toBeLessThanOrEqual(2);
    for (const row of incidents) expect(row).toEqual({ outcome: "incident", error_code: "KMS.0102" });
  });
});

describe("the scope of a signature", () => {
  const answer = async (variant: "B" | "D", place: string) => {
    const body = "{}";
    const headers = { Host: new URL(product.apiUrl).host, "Content-Type": "application/json" };
    const signed = sign(key, variant, { method: "POST", path: path("list-keys"), body, headers, place });
    return sendRaw(product.apiUrl, "POST", path("list-keys"), signed, body);
  };

  test.each(["/", "eu-de/", "/kms", "eu-de/kms", "eu-de/iam", "EU-DE/KMS"])("may name %s", async (place) => {
    for (const variant of ["B", "D"] as const) expect([variant, (await answer(variant, place)).status]).toEqual([variant, 200]);
  });

  test.each(["eu-nl/kms", "eu-nl/", "/obs", "eu-de/obs", "eu-de_x/kms", "us-east-1/s3"])(
    "that names %s is of another service: refused, and no bad signature",
    async (place) => {
      for (const variant of ["B", "D"] as const) {
        const reply = await answer(variant, place);
        expect([variant, reply.status, reply.body.error.error_msg]).toEqual([
          variant,
          401,
          expect.stringContaining("another region or service"),
        ]);
      }
      expect((await stateOf(tenant)).every(({ wrong }) => wrong === 0)).toBe(true);
    },
  );

  test("need not come with a signed Host, and a name of another service is told only to who can sign", async () => {
    const body = "{}";
    const signed = sign(key, "A", { method: "POST", path: path("list-keys"), body, headers: { "Content-Type": "application/json" } });
    const reply = await sendRaw(product.apiUrl, "POST", path("list-keys"), { ...signed, Host: new URL(product.apiUrl).host }, body);
    expect(reply.status).toBe(200);
    const { signed: own } = await freshClient();
    const wrong = sign({ ...own.key, secret: "wrong" }, "D", {
      method: "POST",
      path: path("list-keys"),
      body,
      headers: { Host: new URL(product.apiUrl).host, "Content-Type": "application/json" },
      place: "eu-nl/kms",
    });
    const refused = await sendRaw(product.apiUrl, "POST", path("list-keys"), wrong, body);
    expect([refused.status, refused.body.error.error_msg]).toEqual([401, expect.not.stringContaining("region")]);
  });
});

describe("the identity calls", () => {
  test("may be signed: catalog with the claimed project, accounts, projects and regions", async () => {
    const catalog = async (signed: SignedClient) => {
      const { body } = await signed.send("GET", "/v3/auth/catalog");
      return Object.fromEntries(
        body.catalog.map((entry: { type: string; endpoints: { url: string; region: string }[] }) => [entry.type, entry.endpoints[0]]),
      );
    };
    expect(await catalog(client)).toMatchObject({
      kms: { url: `${product.apiUrl}/v1.0`, region: "eu-de" },
      kmsv1: { url: `${product.apiUrl}/v1.0/${tenant.projectId}`, region: "eu-de" },
    });
    const unclaimed = await catalog(new SignedClient(product.apiUrl, key, ""));
    expect(unclaimed).toMatchObject({ kms: { region: product.region }, identity: { url: `${product.apiUrl}/v3` } });
    expect(unclaimed).not.toHaveProperty("kmsv1");
    expect((await client.send("GET", "/v3/auth/projects")).body.projects).toMatchObject([{ id: tenant.projectId }]);
    const domains = async (name: string) =>
      (await client.send("GET", "/v3/auth/domains", undefined, { query: [["name", name]] })).body.domains;
    expect(await domains(tenant.account)).toMatchObject([{ id: tenant.accountId, name: tenant.account }]);
    expect(await domains(stranger.account)).toEqual([]);
    expect((await client.send("GET", "/v3/regions")).body.regions).toMatchObject([{ id: product.region }]);
    expect((await tenant.client.send("GET", "/v3/regions")).status).toBe(200);
    expect((await new ApiClient(product.apiUrl).send("GET", "/v3/regions")).status).toBe(401);
  });

  test("about tokens need a token", async () => {
    for (const method of ["GET", "DELETE"]) {
      const reply = await client.send(method, "/v3/auth/tokens", undefined, { headers: { "X-Subject-Token": tenant.client.token } });
      expect([method, reply.status]).toEqual([method, 401]);
    }
    expect((await tenant.client.call("list-keys")).status).toBe(200);
  });

  test("give no token for a second factor or an agency, and one for a project named without its account", async () => {
    const user = { name: tenant.userName, password: tenant.password, domain: { name: tenant.account } };
    const ask = (auth: unknown) => new ApiClient(product.apiUrl).send("POST", "/v3/auth/tokens", JSON.stringify({ auth }));
    const totp = { user: { id: tenant.userId, passcode: "123456" } };
    expect((await ask({ identity: { methods: ["password", "totp"], password: { user }, totp } })).status).toBe(401);
    const agency = { domain_name: stranger.account, xrole_name: "x" };
    expect((await ask({ identity: { methods: ["hw_assume_role"], hw_assume_role: agency } })).status).toBe(401);
    const named = await ask({ identity: { methods: ["password"], password: { user } }, scope: { project: { name: tenant.projectName } } });
    expect([named.status, named.body.token.project.id]).toEqual([201, tenant.projectId]);
  });
});
