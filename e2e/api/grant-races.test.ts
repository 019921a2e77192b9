/** Grants made, passed on, used and ended at the same moment: exact counts, one winner, nothing outlives its answer. */

import { beforeAll, expect, inject, test } from "vitest";
import type { Reply } from "../harness/api-client";
import { sql } from "../harness/database";
import { ALL_GRANTABLE, grantTo } from "../harness/grants";
import { holdKey } from "../harness/honest-sql";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const QUOTA = 100;
let owner: Tenant;
let grantee: Tenant;
let third: Tenant;
beforeAll(async () => {
  owner = await makeTenant(product);
  grantee = await makeTenant(product);
  third = await makeTenant(product);
});

const create = (keyId: string) =>
  owner.client.call("create-grant", { key_id: keyId, grantee_principal: "d9a6b2bdaedd4ba586cabe6372d1b312", operations: ["describe-key"] });
const outcomes = (replies: Reply[]) => replies.map((reply) => reply.code || String(reply.status)).sort();
const count = async (keyId: string) =>
  (await sql<{ n: number }>(product.dataDir, "select count(*)::int as n from cmk_grant where key_id = $1", [keyId]))[0]?.n;

test("a key has exactly 100 grants however many are made at once: of two for the last place one is KMS.2404", async () => {
  const keyId = await owner.client.createKey("quota");
  for (let made = 0; made < QUOTA - 1; made += 11) {
    expect(new Set(outcomes(await Promise.all(Array.from({ length: 11 }, () => create(keyId)))))).toEqual(new Set(["200"]));
  }
  expect(await count(keyId)).toBe(QUOTA - 1);
  const last = await Promise.all([create(keyId), create(keyId)]);
  expect(outcomes(last)).toEqual(["200", "KMS.2404"]);
  expect(await count(keyId)).toBe(QUOTA);
  const refused = last.find((reply) => reply.status !== 200);
  expect(refused?.status).toBe(400);
  expect(refused?.body.error.error_msg).toBe("The limit of 100 grants on this key is reached.");
  expect(await tracesOf(product, refused?.headers.get("x-request-id") ?? "")).toMatchObject([
    { trace_name: "createGrant", outcome: "warning", error_code: "KMS.2404", resource_id: keyId },
  ]);
  // A client that reads one page without paging sees them all.
  const { grants, ...rest } = (await owner.client.call("list-grants", { key_id: keyId })).body;
  expect(grants).toHaveLength(QUOTA);
  expect(rest).toEqual({ next_marker: "", truncated: "false", total: QUOTA });
  // A place that is given back can be taken again, once; another key has places of its own.
  await owner.client.call("revoke-grant", { key_id: keyId, grant_id: grants[0].grant_id });
  expect(outcomes(await Promise.all(Array.from({ length: 5 }, () => create(keyId))))).toEqual(["200", ...Array(4).fill("KMS.2404")]);
  expect((await create(await owner.client.createKey("quota-other"))).status).toBe(200);
});

test("a grantee's grants count like the owner's", async () => {
  const keyId = await owner.client.createKey("quota-grantee");
  await grantTo(owner.client, keyId, grantee.userId, ["create-grant", "describe-key"]);
  await sql(
    product.dataDir,
    `insert into cmk_grant (id, key_id, grantee, grantee_type, operations, issuer, created_at)
     select md5($1 || n) || md5(n::text), $1, 'x', 'user', '{describe-key}', 'x', now() from generate_series(1, $2::int) n`,
    [keyId, QUOTA - 2],
  );
  const passOn = (who: Tenant) =>
    who.client.call("create-grant", { key_id: keyId, grantee_principal: third.userId, operations: ["describe-key"] });
  expect(outcomes(await Promise.all([passOn(grantee), passOn(owner), passOn(grantee)]))).toEqual(["200", "KMS.2404", "KMS.2404"]);
  expect(await count(keyId)).toBe(QUOTA);
});

test("grantees have together half of a key's grants, exactly, however many come at once; the rest is its own project's", async () => {
  const keyId = await owner.client.createKey("quota-share");
  const colleague = await makeTenant(product, [], owner);
  await grantTo(owner.client, keyId, grantee.accountId, ["create-grant", "describe-key"], { grantee_principal_type: "domain" });
  await grantTo(owner.client, keyId, colleague.userId, ["create-grant", "describe-key"]);
  const passOn = (who: Tenant) =>
    who.client.call("create-grant", { key_id: keyId, grantee_principal: third.userId, operations: ["describe-key"] });
  const ofGrantees: Reply[] = [];
  for (let made = 0; made < QUOTA / 2 + 4; made += 9) {
    ofGrantees.push(...(await Promise.all(Array.from({ length: 9 }, (_, index) => passOn(index % 2 === 0 ? grantee : colleague)))));
  }
  expect(outcomes(ofGrantees).filter((code) => code === "200")).toHaveLength(QUOTA / 2);
  const refused = ofGrantees.find((reply) => reply.status !== 200);
  expect([refused?.status, refused?.code]).toEqual([400, "KMS.2404"]);
  expect(refused?.body.error.error_msg).toBe(
    "Grantees may create 50 of the 100 grants on this key, and have done so. The others are kept for its own project.",
  );
  const ofOwner: Reply[] = [];
  while (ofOwner.length < QUOTA / 2 - 2) ofOwner.push(...(await Promise.all(Array.from({ length: 12 }, () => create(keyId)))));
  expect(new Set(outcomes(ofOwner))).toEqual(new Set(["200"]));
  expect(outcomes(await Promise.all([create(keyId), passOn(grantee)]))).toEqual(["KMS.2404", "KMS.2404"]);
  // A grantee's place that is given back is a grantee's again.
  const own = ofGrantees.find((reply) => reply.status === 200)?.body.grant_id;
  await owner.client.call("revoke-grant", { key_id: keyId, grant_id: own });
  expect(outcomes(await Promise.all([passOn(grantee), passOn(colleague)]))).toEqual(["200", "KMS.2404"]);
  expect(await count(keyId)).toBe(QUOTA);
});

test.each(["revoke-grant", "retire-grant"])(
  "of two who %s the same grant at once exactly one succeeds, and one trace says so",
  async (verb) => {
    const keyId = await owner.client.createKey(`twice-${verb}`);
    for (let round = 0; round < 10; round++) {
      const grant_id = await grantTo(owner.client, keyId, "d9a6b2bdaedd4ba586cabe6372d1b312", ["describe-key"]);
      const replies = await Promise.all([0, 1].map(() => owner.client.call(verb, { key_id: keyId, grant_id })));
      expect(outcomes(replies)).toEqual(["200", "KMS.2501"]);
      const traces = (await Promise.all(replies.map((reply) => tracesOf(product, reply.headers.get("x-request-id"))))).flat();
      expect(traces.map(({ outcome }) => outcome).sort()).toEqual(["normal", "warning"]);
    }
  },
);

test("revoking and retiring one grant at once ends it once", async () => {
  const keyId = await owner.client.createKey("revoke-or-retire");
  for (let round = 0; round < 10; round++) {
    const input = { key_id: keyId, grant_id: await grantTo(owner.client, keyId, grantee.userId, ["retire-grant"]) };
    const [revoked, retired] = await Promise.all([owner.client.call("revoke-grant", input), grantee.client.call("retire-grant", input)]);
    // A grantee whose grant was gone before its call was looked at does not see the key any more.
    expect([revoked.code, retired.code].filter((code) => code === "")).toHaveLength(1);
    if (revoked.code !== "") expect(revoked.code).toBe("KMS.2501");
    if (retired.code !== "") expect(["KMS.2501", "KMS.0207"]).toContain(retired.code);
    expect(await count(keyId)).toBe(0);
  }
});

/** Commits `change` to the key between the moment a call was let in and the moment its own transaction looks again. */
async function between<T>(keyId: string, start: () => Promise<T>, change: string): Promise<T> {
  const { pid, commit } = await holdKey(product.dataDir, keyId);
  const started = start();
  for (let waiting = 0; waiting === 0; await new Promise((resolve) => setTimeout(resolve, 5))) {
    waiting = (await sql(product.dataDir, "select 1 from pg_stat_activity where $1 = any(pg_blocking_pids(pid))", [pid])).length;
  }
  await commit(change);
  return started;
}

test("what the commit finds decides: of the issuer's grants, of the key's state, of the grant to be ended", async () => {
  const keyId = await owner.client.createKey("at-commit");
  const reset = async () => {
    await sql(product.dataDir, "update cmk set state = 'enabled' where id = $1", [keyId]);
    await sql(product.dataDir, "delete from cmk_grant where key_id = $1", [keyId]);
    return grantTo(owner.client, keyId, grantee.userId, ["create-grant", "describe-key", "retire-grant"]);
  };
  const passOn = () =>
    grantee.client.call("create-grant", { key_id: keyId, grantee_principal: third.userId, operations: ["describe-key"] });
  for (const [call, change, status, code, left] of [
    [passOn, "delete from cmk_grant where key_id = $1", 403, "KMS.0307", 0],
    [passOn, "update cmk_grant set operations = '{create-grant,encrypt-data}' where key_id = $1", 403, "KMS.0307", 1],
    [passOn, "update cmk_grant set operations = '{describe-key}' where key_id = $1", 403, "KMS.0307", 1],
    [passOn, "update cmk set state = 'disabled' where id = $1", 400, "KMS.0209", 1],
    [passOn, "select 1 from cmk where id = $1", 200, "", 2],
    [() => create(keyId), "update cmk set state = 'pendingImport' where id = $1", 400, "KMS.1301", 1],
    [() => create(keyId), "delete from cmk_grant where key_id = $1", 200, "", 1],
  ] as const) {
    await reset();
    const reply = await between(keyId, call, change);
    expect([change, reply.status, reply.code]).toEqual([change, status, code]);
    expect([change, await count(keyId)]).toEqual([change, left]);
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([{ trace_name: "createGrant", error_code: code }]);
  }
  for (const [who, verb] of [
    [owner, "revoke-grant"],
    [owner, "retire-grant"],
    [grantee, "retire-grant"],
  ] as const) {
    const grant_id = await reset();
    const end = () => who.client.call(verb, { key_id: keyId, grant_id });
    expect((await between(keyId, end, "delete from cmk_grant where key_id = $1")).code).toBe("KMS.2501");
  }
});

test("a grant is traced with the grant that it rested on when it was made", async () => {
  const keyId = await owner.client.createKey("rested-on");
  const first = await grantTo(owner.client, keyId, grantee.userId, ["create-grant", "describe-key"]);
  await new Promise((resolve) => setTimeout(resolve, 2));
  const second = await grantTo(owner.client, keyId, grantee.userId, ["create-grant", "describe-key"]);
  const passOn = () =>
    grantee.client.call("create-grant", { key_id: keyId, grantee_principal: third.userId, operations: ["describe-key"] });
  const before = await passOn();
  expect(await tracesOf(product, before.headers.get("x-request-id"))).toMatchObject([{ grant_id: first }]);
  const reply = await between(keyId, passOn, `delete from cmk_grant where key_id = $1 and id = '${first}'`);
  expect(reply.status).toBe(200);
  expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([{ grant_id: second }]);
});

test("no grant is made by a grantee after the answer that revoked its own", async () => {
  const keyId = await owner.client.createKey("pass-on-race");
  let made = 0;
  for (let round = 0; round < 15; round++) {
    const own = await grantTo(owner.client, keyId, grantee.userId, ["create-grant", "describe-key"]);
    // Held all the time, so that the key stays visible to the grantee and the commit has to decide.
    const other = await grantTo(owner.client, keyId, grantee.userId, ["encrypt-data"]);
    const passing = Array.from({ length: 6 }, () =>
      grantee.client.call("create-grant", { key_id: keyId, grantee_principal: third.userId, operations: ["describe-key"] }),
    );
    const revoked = await owner.client.call("revoke-grant", { key_id: keyId, grant_id: own });
    expect(revoked.status).toBe(200);
    const atAnswer = await count(keyId);
    const replies = await Promise.all(passing);
    expect(await count(keyId)).toBe(atAnswer);
    for (const reply of replies) expect([reply.status, reply.code]).toEqual(reply.status === 200 ? [200, ""] : [403, "KMS.0307"]);
    const successes = replies.filter((reply) => reply.status === 200);
    made += successes.length;
    expect(atAnswer).toBe(1 + successes.length);
    for (const reply of successes) {
      expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([{ outcome: "normal", grant_id: own }]);
    }
    await sql(product.dataDir, "delete from cmk_grant where key_id = $1", [keyId]);
    expect(other).toHaveLength(64);
  }
  // Otherwise the race never had another winner than the revocation.
  expect(made).toBeGreaterThan(0);
});

test("no grant is made after the answer that disabled the key", async () => {
  const keyId = await owner.client.createKey("disable-race");
  for (let round = 0; round < 10; round++) {
    const creating = Array.from({ length: 5 }, () => create(keyId));
    expect((await owner.client.call("disable-key", { key_id: keyId })).status).toBe(200);
    const atAnswer = await count(keyId);
    const replies = await Promise.all(creating);
    expect(await count(keyId)).toBe(atAnswer);
    for (const reply of replies) expect(["", "KMS.0209"]).toContain(reply.code);
    await owner.client.call("enable-key", { key_id: keyId });
  }
});

test("a grant that was revoked serves no call that starts after the answer, on any worker", async () => {
  const keyId = await owner.client.createKey("use-race");
  const own = await grantTo(owner.client, keyId, grantee.userId, ALL_GRANTABLE);
  let isRevoked = false;
  const late: number[] = [];
  const use = async () => {
    for (;;) {
      const startedAfter = isRevoked;
      const { status } = await grantee.client.call("encrypt-data", { key_id: keyId, plain_text: "x" });
      if (startedAfter) {
        late.push(status);
        return;
      }
      if (status !== 200) expect(status).toBe(404);
    }
  };
  const users = Array.from({ length: 4 }, use);
  await owner.client.call("describe-key", { key_id: keyId });
  expect((await owner.client.call("revoke-grant", { key_id: keyId, grant_id: own })).status).toBe(200);
  isRevoked = true;
  await Promise.all(users);
  expect(late).toEqual([404, 404, 404, 404]);
});
