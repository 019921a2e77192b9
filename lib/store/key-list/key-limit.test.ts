/** Whose rights are limited to certain keys is shown in lists exactly the keys of which `decide` says yes, one by one. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KEY_ORIGINS, KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { type CompiledPolicy, compileStored } from "#lib/domain/policy/compile-policy";
import { operatorsFor } from "#lib/domain/policy/condition-operator";
import { can } from "#lib/domain/policy/decide";
import type { PolicyKey, RequestConditions } from "#lib/domain/policy/facts";
import type { HeldScope, PolicyCaller } from "#lib/domain/policy/held-policy";
import { keyLimitOf } from "#lib/domain/policy/key-limit";
import { BY_API, policyOf } from "#lib/domain/policy/testing/people";
import { type Household, hexId, makeHousehold, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { StatementValues } from "../database/statement-values";
import { maxGrantsOnAnyKey } from "../keys/grants";
import { listAliases } from "../keys/key-aliases";
import { listTagsOfProject, suggestTags } from "../keys/tags";
import { countCustomKeys } from "./count-keys";
import { limitCondition } from "./key-limit";
import { listKeys, searchKeys } from "./key-list";

const REGION = "eu-de";
/** Among them what stands for something else in a pattern of the database. */
const TEXTS = ["prod", "pr_d", "pr%d", "prxd", "Prod", "p", "", "é", "a b"];
const NAMES = ["app/a", "app/b", "app_a", "appxa", "APP/a", "x:y:z", "app", "other-1"];
const SPECS: readonly KeySpec[] = ["AES_256", "RSA_2048", "HMAC_256"];

let scratch: ScratchStore;
let household: Household;
let other: Household;
let keys: PolicyKey[];

beforeAll(async () => {
  scratch = await openScratchStore();
  household = await makeHousehold(scratch);
  other = await makeHousehold(scratch);
  keys = Array.from({ length: 120 }, (_, n) => makeKey(n));
  await insert(household, keys);
  await insert(
    other,
    keys.map((key) => ({ ...key, id: randomUUID(), aliases: key.aliases.slice(0, 1) })),
  );
});
afterAll(() => scratch.stop());

/** Every combination of what policies ask comes about, each with another number in its alias where that must be unique. */
function makeKey(n: number): PolicyKey {
  const spec = SPECS[n % SPECS.length] ?? "AES_256";
  const usages = KEY_SPECS[spec].usages;
  const pick = (texts: readonly string[], by: number) => texts[Math.floor(n / by) % texts.length] ?? "";
  return {
    id: randomUUID(),
    accountId: household.accountId,
    projectId: household.projectId,
    region: REGION,
    aliases: [
      n < NAMES.length ? pick(NAMES, 1) : `${pick(NAMES, 1)}${n}`,
      ...(n % 4 === 0 ? [`object/${pick(NAMES, 2)}${n}`, `o${n}`] : []),
    ],
    spec,
    usage: usages[n % usages.length] ?? "ENCRYPT_DECRYPT",
    origin: KEY_ORIGINS[Math.floor(n / 3) % KEY_ORIGINS.length] ?? "kms",
    tags: new Map([
      ...(n % 3 === 0 ? [] : [["env", pick(TEXTS, 1)] as const]),
      ...(n % 5 === 0 ? [["__proto__", pick(TEXTS, 3)] as const] : []),
      ...(n % 7 === 0 ? [["é", pick(TEXTS, 2)] as const] : []),
    ]),
    defaultKeyOf: null,
    grants: [],
  };
}

async function insert({ accountId, projectId, userId }: Household, all: readonly PolicyKey[]): Promise<void> {
  for (const [n, { id, aliases, spec, usage, origin, tags }] of all.entries()) {
    const [alias, ...objects] = aliases;
    await scratch.sql(
      `insert into cmk (id, account_id, project_id, alias, spec, usage, origin, state, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'enabled', timestamptz '2026-01-01' + $8 * interval '1 second')`,
      [id, accountId, projectId, alias, spec, usage, origin, n],
    );
    for (const [key, value] of tags ?? []) await scratch.sql("insert into tag (key_id, key, value) values ($1, $2, $3)", [id, key, value]);
    for (const name of objects) {
      await scratch.sql(
        "insert into key_alias (account_id, region, name, key_id, created_at, updated_at) values ($1, $2, $3, $4, now(), now())",
        [accountId, REGION, name, id],
      );
    }
    for (let grant = 0; grant < n % 7; grant++) {
      await scratch.sql(
        `insert into cmk_grant (id, key_id, grantee, grantee_type, operations, issuer, created_at)
         values ($1, $2, $3, 'user', '{encrypt-data}', $3, now())`,
        [hexId() + hexId(), id, userId],
      );
    }
  }
}

const someOf = (texts: readonly string[]) => fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 });
const tagOperator = fc.constantFrom(...operatorsFor("text").flatMap((name) => [name, `${name}IfExists`]));
const onTag = fc
  .record({
    operator: tagOperator,
    tag: fc.constantFrom("env", "env", "__proto__", "none", "é", "a b"),
    texts: someOf(TEXTS),
    patterns: someOf(["p*", "*d", "pr*d", "*", "*_*", "p*r*d"]),
  })
  .map(({ operator, tag, texts, patterns }) => ({
    [operator]: { [`g:ResourceTag/${tag}`]: operator.includes("Like") ? [...texts, ...patterns] : texts },
  }));
const onKey = fc.constantFrom<object>(
  { StringEquals: { "kms:KeySpec": ["AES_256", "HMAC_256"] } },
  { StringNotEquals: { "kms:KeyUsage": ["SIGN_VERIFY"] } },
  { StringLikeIfExists: { "kms:KeySpec": ["RSA_*"] } },
  { StringNotStartWith: { "kms:KeyOrigin": ["ext"] } },
);
const onRequest = fc.constantFrom<object>(
  { IpAddress: { "g:SourceIp": ["192.0.2.0/24"] } },
  { IpAddress: { "g:SourceIp": ["10.0.0.0/8"] } },
  { BoolIfExists: { "g:MFAPresent": ["true"] } },
  { DateLessThan: { "g:CurrentTime": ["2029-01-01T00:00:00Z"] } },
);
const resource = fc.oneof(
  fc.constantFrom("app/*", "app_a", "app*", "*a", "*", "x:y:*", "object/*", "*b1*", "o4", "APP/*").map((name) => `KMS:*:*:alias:${name}`),
  fc.constantFrom(
    "KMS:eu-nl:*:KeyId:*",
    "KMS:eu-*:*:alias:app/*",
    "KMS:*:*:KeyId:*",
    `KMS:*:${"0".repeat(32)}:alias:*`,
    "KMS:*:*:KeyId:a*",
  ),
  fc.nat(119).map((n) => `KMS:*:*:KeyId:${keys[n]?.id.toUpperCase()}`),
);
const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Allow", "Deny"),
    Action: fc.constantFrom(["kms:cmk:list"], ["kms:cmkTag:list"], ["kms:*:*"], ["kms:cmk:list", "kms:cmkTag:*"]),
    Resource: fc.option(fc.uniqueArray(resource, { minLength: 1, maxLength: 3 })),
    conditions: fc.array(fc.oneof(onTag, onTag, onKey, onRequest), { maxLength: 3 }),
  })
  .map(({ Resource, conditions, ...rest }) => ({
    ...rest,
    ...(Resource !== null && { Resource }),
    ...(conditions.length > 0 && { Condition: Object.assign({}, ...conditions) as object }),
  }));
const held = fc.array(
  fc.record({
    statements: fc.array(statement, { minLength: 1, maxLength: 5 }),
    scope: fc.constantFrom<HeldScope>("project", "project", "allProjects", "account"),
  }),
  { minLength: 1, maxLength: 3 },
);
const request = fc.record<RequestConditions>({
  now: fc.constant(BY_API.now),
  source: fc.constant("api"),
  sourceIp: fc.constantFrom("192.0.2.7", "198.51.100.1", undefined),
  isMfaPresent: fc.constantFrom(true, false, undefined),
});
const permissions = fc.constantFrom<("kms:cmk:list" | "kms:cmkTag:list")[]>(["kms:cmk:list"], ["kms:cmk:list", "kms:cmkTag:list"]);

function callerHolding(policies: readonly { readonly policy: CompiledPolicy; readonly scope: HeldScope }[]): PolicyCaller {
  const { userId, accountId, projectId } = household;
  return {
    userId,
    userName: "alice",
    accountId,
    service: null,
    projectId,
    region: REGION,
    held: policies.map((of) => ({ ...of, groupId: "" })),
  };
}

test("the database finds those that decide allows, whatever policies are held and however the request came", async () => {
  const { store } = scratch;
  let [some, none] = [0, 0];
  await fc.assert(
    fc.asyncProperty(held, request, permissions, async (policies, conditions, asked) => {
      const caller = callerHolding(policies.map(({ statements, scope }) => ({ policy: policyOf(...statements), scope })));
      const expected = keys.filter((key) => can(caller, { permissions: asked }, key, conditions)).map(({ id }) => id);
      const values = new StatementValues();
      const condition = limitCondition(keyLimitOf(caller, asked, conditions), values);
      const place = values.add(household.projectId);
      const found = await store.list<{ id: string }>(`select k.id from cmk k where ${condition} and k.project_id = ${place}`, values.all);
      expect(found.map(({ id }) => id).sort()).toEqual([...expected].sort());
      if (expected.length > 0 && expected.length < keys.length) some++;
      else none++;
    }),
    { numRuns: 400 },
  );
  // What is asked must differ, or nothing was compared.
  expect([some > 100, none > 20]).toEqual([true, true]);
});

test("lists, pages, counts, aliases, tags and grants are those of these keys", async () => {
  const { store } = scratch;
  const { projectId } = household;
  const asked = ["kms:cmk:list"] as const;
  await fc.assert(
    fc.asyncProperty(held, request, async (policies, conditions) => {
      const caller = callerHolding(policies.map(({ statements, scope }) => ({ policy: policyOf(...statements), scope })));
      const mine = keys.map((key, n) => ({ key, n })).filter(({ key }) => can(caller, { permissions: asked }, key, conditions));
      const ids = mine.map(({ key }) => key.id).reverse();
      const limit = keyLimitOf(caller, asked, conditions);
      const listed = await listKeys(store, projectId, { limit }, { offset: 3, limit: 7 });
      expect([listed.keys.map(({ id }) => id), listed.total]).toEqual([ids.slice(3, 10), ids.length]);
      const enabled = await listKeys(
        store,
        projectId,
        { limit, states: ["enabled"], tags: [{ key: "env", values: [] }] },
        { offset: 0, limit: 200 },
      );
      expect(enabled.keys.map(({ id }) => id)).toEqual(
        mine
          .filter(({ key }) => key.tags?.has("env"))
          .map(({ key }) => key.id)
          .reverse(),
      );
      const walked: string[] = [];
      let after = "";
      do {
        const page = await searchKeys(store, projectId, { limit, search: "a" }, { sort: "created_asc", after, before: "", limit: 25 });
        walked.push(...page.keys.map(({ id }) => id));
        after = page.nextCursor;
      } while (after !== "");
      expect(walked).toEqual(mine.filter(({ key }) => /a/i.test(`${key.aliases[0]}\n${key.id}`)).map(({ key }) => key.id));
      expect(await countCustomKeys(store, projectId, limit)).toBe(ids.length);
      const aliases = await listAliases(store, projectId, undefined, { offset: 0, limit: 500 }, limit);
      expect(aliases.map(({ name }) => name).sort()).toEqual(mine.flatMap(({ key }) => key.aliases.slice(1)).sort());
      const pairs = new Set(mine.flatMap(({ key }) => [...(key.tags ?? [])].map((pair) => JSON.stringify(pair))));
      const tags = await listTagsOfProject(store, projectId, null, 500, limit);
      expect(new Set(tags.map(({ key, value }) => JSON.stringify([key, value])))).toEqual(pairs);
      const values = await suggestTags(store, projectId, { key: "env", prefix: "p", most: 100, limit });
      expect(values.sort()).toEqual(
        [...new Set(mine.flatMap(({ key }) => key.tags?.get("env") ?? []))].filter((text) => text.startsWith("p")).sort(),
      );
      expect(await maxGrantsOnAnyKey(store, projectId, limit)).toBe(Math.max(0, ...mine.map(({ n }) => n % 7)));
    }),
    { numRuns: 60 },
  );
});

test("a policy that cannot be read any more leaves nothing to be shown", async () => {
  const broken = compileStored({ id: "", name: "" }, { Version: "9" });
  const caller = callerHolding([
    { policy: policyOf({ Effect: "Allow", Action: ["kms:*:*"] }), scope: "project" },
    { policy: broken, scope: "account" },
  ]);
  const limit = keyLimitOf(caller, ["kms:cmk:list"], BY_API);
  expect(await countCustomKeys(scratch.store, household.projectId, limit)).toBe(0);
  expect(
    await countCustomKeys(scratch.store, household.projectId, keyLimitOf({ ...caller, projectId: null }, ["kms:cmk:list"], BY_API)),
  ).toBe(0);
});
