/** What the KMS door spells it also reads, and the other way round: keys, tombstones, bulk changes and alias objects. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { isCustomAlias, isDescription } from "#lib/domain/alias";
import { ALIASES_PER_KEY_MAX } from "#lib/domain/alias-object";
import type { ErrorCode } from "#lib/domain/errors";
import { PENDING_DAYS_MAX, PENDING_DAYS_MIN } from "#lib/domain/key";
import { KEY_CHANGES } from "#lib/domain/key-change";
import { KEY_ORDERS } from "#lib/domain/key-order";
import { KEY_ORIGINS, KEY_SPEC_NAMES, KEY_USAGES } from "#lib/domain/key-spec";
import { KEY_STATE_NAMES } from "#lib/domain/key-state";
import { hasTagCharacters, hasTagKeyLength, hasTagValueLength } from "#lib/domain/tag";
import { isStorable } from "#lib/domain/text";
import type { InputOf, OutputOf } from "#lib/operations/catalog";
import { REST_DOORS, type RestOperationName } from "../catalog";
import { testThereAndBack } from "../testing/there-and-back";
import { KMS_ERRORS, kmsCodeOf } from "./errors";

const text = fc.string();
const count = fc.nat();
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
/** In whole seconds, which is what the wire says. */
const moment = fc.integer({ min: 1, max: 2 ** 32 }).map((second) => new Date(second * 1000));
const hex = (length: number) => fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const keyId = fc.uuid();
const key = keyId.map((id) => ({ keyId: id }));
const aliasName = fc.stringMatching(/^[a-zA-Z0-9:/_-]{1,60}$/);
const reference = fc.oneof(
  key,
  fc.record({
    alias: fc.oneof(
      fc.record({ accountId: fc.constant(null), region: fc.constant(null), name: aliasName }),
      fc.record({ accountId: hex(32), region: fc.stringMatching(/^[a-z0-9-]{1,20}$/), name: aliasName }),
    ),
  }),
);
const alias = aliasName.filter(isCustomAlias);
const description = fc.string({ maxLength: 255, unit: "grapheme" }).filter(isDescription);
const spec = fc.constantFrom(...KEY_SPEC_NAMES);
const usage = fc.constantFrom(...KEY_USAGES);
const origin = fc.constantFrom(...KEY_ORIGINS);
const state = fc.constantFrom(...KEY_STATE_NAMES);
const some = <T>(value: fc.Arbitrary<T>) => fc.uniqueArray(value, { minLength: 1, maxLength: 4 });
const tagKey = fc
  .string({ minLength: 1, maxLength: 36, unit: "grapheme" })
  .filter((each) => hasTagKeyLength(each) && hasTagCharacters(each));
const tagValue = fc.string({ maxLength: 43 }).filter((each) => hasTagValueLength(each) && hasTagCharacters(each));
const tags = fc.uniqueArray(fc.record({ key: tagKey, value: tagValue }), { selector: (tag) => tag.key, minLength: 1, maxLength: 4 });
const cursor = fc.base64String({ minLength: 4, maxLength: 80 });
const pendingDays = fc.integer({ min: PENDING_DAYS_MIN, max: PENDING_DAYS_MAX });

/** Members that may be absent are absent at times; what means the same as absence is not among them. */
const partly = <T extends object, K extends keyof T & string>(model: { [M in keyof T]: fc.Arbitrary<T[M]> }, requiredKeys: K[]) =>
  fc.record<T, K>(model, { requiredKeys });
const said = (value: fc.Arbitrary<string>) => value.filter((each) => each !== "");

const limits = { limit: fc.integer({ min: 1, max: 5000 }), marker: count };
const onKey = fc.record({ key });
const plainView = fc.record({
  id: keyId,
  accountId: hex(32),
  alias: aliasName,
  description,
  spec,
  usage,
  origin,
  state,
  isDefault: fc.boolean(),
  enterpriseProjectId: text,
  createdAt: moment,
  scheduledDeletionAt: orNull(moment),
  materialExpiresAt: orNull(moment),
  region: text,
  isRotationEnabled: fc.boolean(),
});
const view = fc
  .tuple(plainView, fc.option(fc.record({ shadowSince: moment, shadowUntil: moment }), { nil: {} }))
  .map(([plain, shadow]) => ({ ...plain, ...shadow }));
const lastUse = fc.record({ at: moment, traceName: text, callerKind: text, callerId: text, callerName: text });
const useCount = { calls: count, refused: count, wouldFail: count };
const foundKey = fc
  .tuple(view, partly({ tags, lastRotationAt: orNull(moment), nextRotationAt: orNull(moment), lastUse: orNull(lastUse) }, []))
  .map(([plain, more]) => ({ ...plain, ...more }));
const ofState = fc.record({ keyId, state });
const aliasObject = fc.record({
  accountId: hex(32),
  region: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
  name: aliasName,
  keyId,
  createdAt: moment,
  updatedAt: moment,
});
const tombstone = fc.record({
  keyId,
  alias: aliasName,
  spec,
  usage,
  origin,
  createdAt: moment,
  requestedBy: text,
  requestedByName: text,
  requestedAt: orNull(moment),
  scheduledFor: moment,
  destroyedAt: moment,
  versions: fc.array(fc.record({ version: count, createdAt: moment.map((time) => time.toISOString()), sha256: orNull(hex(64)) }), {
    maxLength: 3,
  }),
  blobsDestroyed: count,
  blobsLeft: count,
});
/** Of the refusals that share a code, the one that is read from it. */
const CODES = (Object.keys(KMS_ERRORS) as ErrorCode[]).filter(
  (code, at, all) => all.findIndex((other) => kmsCodeOf(other) === kmsCodeOf(code)) === at,
);
const refusal = orNull(fc.record({ code: fc.constantFrom(...CODES), message: text }));

const SAMPLES = {
  createKey: {
    input: partly({ alias, spec, usage, description: said(description), origin, enterpriseProjectId: fc.oneof(fc.constant("0"), keyId) }, [
      "alias",
    ]),
    output: fc.record({ keyId, accountId: hex(32) }),
  },
  listKeys: {
    input: partly(
      { ...limits, states: fc.array(state, { maxLength: 1 }), spec, enterpriseProjectId: fc.oneof(fc.constant("0"), keyId) },
      [],
    ),
    output: fc.record({ keys: fc.array(view, { maxLength: 3 }), nextMarker: orNull(count), total: count }),
  },
  searchKeys: {
    input: partly(
      {
        search: said(fc.string({ maxLength: 255 })).filter(isStorable),
        alias: said(fc.string({ maxLength: 255 })).filter(isStorable),
        states: some(state),
        specs: some(spec),
        usages: some(usage),
        origins: some(origin),
        kind: fc.constantFrom("custom" as const, "default" as const),
        tags: fc.array(partly({ key: tagKey, values: fc.array(tagValue, { maxLength: 3 }) }, ["key"]), { minLength: 1, maxLength: 3 }),
        order: fc.constantFrom(...KEY_ORDERS),
        after: cursor,
        before: cursor,
        limit: fc.integer({ min: 1, max: 1000 }),
        withTags: fc.constant(true as const),
        withRotation: fc.constant(true as const),
        withLastUse: fc.constant(true as const),
        unusedDays: fc.integer({ min: 1, max: 365 }),
      },
      [],
    ),
    output: fc.record({
      keys: fc.array(foundKey, { maxLength: 3 }),
      nextCursor: orNull(cursor),
      previousCursor: orNull(cursor),
      matching: count,
      isMatchingExact: fc.boolean(),
      used: count,
      quota: count,
    }),
  },
  describeKey: { input: fc.record({ key: reference }), output: view },
  updateKeyAlias: { input: fc.record({ key, alias }), output: fc.record({ keyId, alias }) },
  updateKeyDescription: { input: fc.record({ key, description }), output: fc.record({ keyId, description }) },
  enableKey: { input: onKey, output: ofState },
  disableKey: { input: onKey, output: ofState },
  scheduleKeyDeletion: { input: fc.record({ key, pendingDays }), output: ofState },
  cancelKeyDeletion: { input: onKey, output: ofState },
  deleteKeyRiskTips: {
    input: onKey,
    output: fc.record({
      keyId,
      lastUse: orNull(moment),
      callers: fc.array(fc.record({ id: hex(32), name: text, lastUse: moment, uses: count }), { maxLength: 3 }),
      isPartial: fc.boolean(),
      grants: count,
      tags: count,
      aliases: count,
    }),
  },
  getKeyLastUsage: {
    input: onKey,
    output: fc.record({
      keyId,
      createdAt: moment,
      lastUse: orNull(fc.tuple(lastUse, text).map(([last, requestId]) => ({ ...last, requestId }))),
      trackedSince: moment,
    }),
  },
  listKeyCallers: {
    input: partly({ key, days: fc.integer({ min: 1, max: 365 }) }, ["key"]),
    output: fc.record({
      keyId,
      firstDay: text,
      trackedSince: moment,
      ...useCount,
      isWhole: fc.boolean(),
      callers: fc.array(
        fc.record({ kind: text, id: text, name: text, accountId: text, ...useCount, lastAt: moment, lastUsedAt: orNull(moment) }),
        { maxLength: 3 },
      ),
      callerCount: count,
      wouldFailCallers: count,
      operations: fc.array(fc.record({ traceName: text, ...useCount }), { maxLength: 3 }),
      versions: fc.array(fc.record({ version: orNull(count), ...useCount }), { maxLength: 3 }),
      days: fc.array(fc.record({ day: text, ...useCount }), { maxLength: 3 }),
      shadow: orNull(fc.record({ since: moment, until: moment, isRunning: fc.boolean(), calls: count, callers: count })),
    }),
  },
  startShadowDisable: {
    input: fc.record({ key, days: fc.integer({ min: 1, max: 30 }) }),
    output: fc.record({ keyId, since: moment, until: moment }),
  },
  stopShadowDisable: { input: onKey, output: fc.record({ keyId }) },
  listDeletedKeys: {
    input: partly({ keyId, ...limits }, []),
    output: fc.record({ tombstones: fc.array(tombstone, { maxLength: 3 }), nextMarker: orNull(count), total: count }),
  },
  changeKeys: {
    input: fc.record({ action: fc.constantFrom(...KEY_CHANGES), keyIds: some(keyId), pendingDays, tags }),
    output: fc.record({ results: fc.array(fc.record({ keyId, alias: text, state: orNull(state), refusal }), { maxLength: 3 }) }),
  },
  createAlias: { input: fc.record({ key, name: aliasName }), output: aliasObject },
  associateAlias: { input: fc.record({ key, name: aliasName }), output: aliasObject },
  deleteAliases: {
    input: fc.record({ key, names: fc.array(aliasName, { minLength: 1, maxLength: ALIASES_PER_KEY_MAX }) }),
    output: fc.constant(undefined),
  },
  listAliases: {
    input: partly({ keyId, ...limits }, []),
    output: fc.record({ aliases: fc.array(aliasObject, { maxLength: 3 }), nextMarker: orNull(count) }),
  },
} satisfies { [N in RestOperationName]?: { input: fc.Arbitrary<InputOf<N>>; output: fc.Arbitrary<OutputOf<N>> } };

testThereAndBack(SAMPLES, 50);

const KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
const ACCOUNT_ID = "13c4f1d0a5b74c39a6d4e1f09b3c7a51";
const TIME = new Date(1_700_000_000_987);
const VIEW = {
  id: KEY_ID,
  accountId: ACCOUNT_ID,
  alias: "orders",
  description: "",
  spec: "AES_256",
  usage: "ENCRYPT_DECRYPT",
  origin: "kms",
  state: "pendingDeletion",
  isDefault: false,
  enterpriseProjectId: "0",
  createdAt: TIME,
  scheduledDeletionAt: TIME,
  materialExpiresAt: null,
  region: "cn-north-1",
  isRotationEnabled: true,
};
const DETAILS = `{"key_id":"${KEY_ID}","domain_id":"${ACCOUNT_ID}","key_alias":"orders","realm":"cn-north-1","key_spec":"AES_256","key_usage":"ENCRYPT_DECRYPT","key_description":"","creation_date":"1700000000000","scheduled_deletion_date":"1700000000000","key_state":"4","default_key_flag":"0","key_type":"1","expiration_time":"","origin":"kms","key_rotation_enabled":"true","sys_enterprise_project_id":"0","keystore_id":"0","key_label":"","partition_type":""}`;

/** Replies letter by letter, members in their order. */
const REPLIES: readonly [RestOperationName, unknown, string][] = [
  ["createKey", { accountId: ACCOUNT_ID, keyId: KEY_ID }, `{"key_info":{"key_id":"${KEY_ID}","domain_id":"${ACCOUNT_ID}"}}`],
  [
    "listKeys",
    { total: 9, nextMarker: 3, keys: [VIEW] },
    `{"keys":["${KEY_ID}"],"key_details":[${DETAILS}],"next_marker":"3","truncated":"true","total":9}`,
  ],
  ["listKeys", { total: 0, nextMarker: null, keys: [] }, '{"keys":[],"key_details":[],"next_marker":"","truncated":"false","total":0}'],
  [
    "describeKey",
    { ...VIEW, shadowSince: TIME, shadowUntil: TIME },
    `{"key_info":${DETAILS.slice(0, -1)},"shadow_disable_since":"1700000000000","shadow_disable_until":"1700000000000"}}`,
  ],
  ["describeKey", VIEW, `{"key_info":${DETAILS}}`],
  ["enableKey", { state: "enabled", keyId: KEY_ID }, `{"key_info":{"key_id":"${KEY_ID}","key_state":"2"}}`],
  ["scheduleKeyDeletion", { state: "pendingDeletion", keyId: KEY_ID }, `{"key_id":"${KEY_ID}","key_state":"4"}`],
  [
    "changeKeys",
    {
      results: [
        { keyId: KEY_ID, alias: "orders", state: "disabled", refusal: null },
        { keyId: KEY_ID, alias: "", state: null, refusal: { code: "keyNotFound", message: "None." } },
      ],
    },
    `{"results":[{"key_id":"${KEY_ID}","key_alias":"orders","key_state":"3","error_code":"","error_msg":""},{"key_id":"${KEY_ID}","key_alias":"","key_state":"","error_code":"KMS.0207","error_msg":"None."}]}`,
  ],
  [
    "createAlias",
    { accountId: ACCOUNT_ID, region: "cn-north-1", name: "pay", keyId: KEY_ID, createdAt: TIME, updatedAt: TIME },
    `{"domain_id":"${ACCOUNT_ID}","key_id":"${KEY_ID}","alias":"alias/pay","alias_urn":"kms:cn-north-1:${ACCOUNT_ID}:alias:pay","create_time":"2023-11-14T22:13:20Z","update_time":"2023-11-14T22:13:20Z"}`,
  ],
  ["listAliases", { aliases: [], nextMarker: 50 }, '{"aliases":[],"page_info":{"next_marker":"50","current_count":0}}'],
];

test.each(REPLIES)("the reply of %s to %j is what clients know", (operation, output, reply) => {
  const codec: z.ZodType = REST_DOORS[operation].output;
  expect(JSON.stringify(z.encode(codec, output))).toBe(reply);
});

test("every refusal of a bulk change is spelled with its code, and spelled so again when it was read", () => {
  const { output } = REST_DOORS.changeKeys;
  for (const code of Object.keys(KMS_ERRORS) as ErrorCode[]) {
    const [spelled] = z.encode(output, { results: [{ keyId: KEY_ID, alias: "", state: null, refusal: { code, message: "No." } }] }).results;
    expect(spelled).toMatchObject({ error_code: kmsCodeOf(code), error_msg: "No." });
    expect(z.encode(output, z.decode(output, { results: spelled === undefined ? [] : [spelled] })).results).toEqual([spelled]);
  }
});

describe("what clients may write otherwise", () => {
  const read = (operation: RestOperationName, body: object) => z.decode(REST_DOORS[operation].input as z.ZodType, body);

  test("a list of keys is of all specs and enterprise projects where the word for all is given, and of none in a state that no key has", () => {
    expect(read("listKeys", { key_spec: "ALL", enterprise_project_id: "all" })).toEqual({});
    expect(read("listKeys", { key_state: "1" })).toEqual({ states: [] });
    expect(read("listKeys", { key_state: 4, key_spec: "RSA_2048" })).toEqual({ states: ["pendingDeletion"], spec: "RSA_2048" });
  });

  test("a choice of none in a search narrows nothing", () => {
    const none = { key_states: [], key_specs: "", key_usages: null, origins: [], tags: [], search: "", key_alias: "", cursor: "" };
    expect(read("searchKeys", none)).toEqual({});
  });

  test("a usage in any case is the usage, and what only the wire knows goes no further", () => {
    const body = { key_alias: "a", key_usage: "encrypt_decrypt", keystore_id: 0, sequence: KEY_ID };
    expect(read("createKey", body)).toEqual({ alias: "a", usage: "ENCRYPT_DECRYPT" });
  });

  test("a key is named by its alias object where any key may be named, and by its ID alone where it is changed", () => {
    const named = { key_id: "alias/pay" };
    expect(read("describeKey", named)).toEqual({ key: { alias: { accountId: null, region: null, name: "pay" } } });
    expect((REST_DOORS.enableKey.input as z.ZodType).safeDecode(named).success).toBe(false);
  });
});
