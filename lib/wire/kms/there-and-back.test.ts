/** What the KMS door spells it also reads, and the other way round: grants, access, tags, rotation, quotas and the system. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { GRANT_OPERATION_NAMES, GRANTEE_TYPES } from "#lib/domain/grant";
import { JOB_NAMES } from "#lib/domain/job";
import { KEY_ORIGINS, KEY_SPEC_NAMES, KEY_USAGES } from "#lib/domain/key-spec";
import { KEY_STATE_NAMES } from "#lib/domain/key-state";
import { ROTATION_INTERVAL_MAX, ROTATION_INTERVAL_MIN } from "#lib/domain/rotation";
import { hasTagCharacters, hasTagKeyLength, hasTagValueLength } from "#lib/domain/tag";
import { WRAPPING_ALGORITHM_NAMES } from "#lib/domain/wrapping-algorithm";
import type { InputOf, OutputOf } from "#lib/operations/catalog";
import { RECEIVERS } from "#lib/operations/system-operations";
import { REST_DOORS, type RequestOf, type RestOperationName } from "../catalog";
import { testThereAndBack } from "../testing/there-and-back";

const text = fc.string();
const count = fc.nat();
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const moment = fc.integer({ min: 1, max: 2 ** 40 }).map((second) => new Date(second * 1000));
const hex = (length: number) => fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const keyId = fc.uuid();
const key = keyId.map((id) => ({ keyId: id }));
const name = fc.stringMatching(/^[a-zA-Z0-9:/_-]{1,40}$/).filter((each) => !each.endsWith("/default"));
const tagKey = fc
  .string({ minLength: 1, maxLength: 36, unit: "grapheme" })
  .filter((each) => hasTagKeyLength(each) && hasTagCharacters(each));
const tagValue = fc.string({ maxLength: 43 }).filter((each) => hasTagValueLength(each) && hasTagCharacters(each));
const tag = fc.record({ key: tagKey, value: tagValue });
const tags = fc.uniqueArray(tag, { selector: (each) => each.key, minLength: 1, maxLength: 5 });
const interval = fc.integer({ min: ROTATION_INTERVAL_MIN, max: ROTATION_INTERVAL_MAX });
const granteeType = fc.constantFrom(...GRANTEE_TYPES);
const grantOperations = fc.uniqueArray(fc.constantFrom(...GRANT_OPERATION_NAMES), { minLength: 2 });
const onKey = fc.record({ key });
const onGrant = fc.record({ key, grantId: hex(64) });
const nothing = fc.constant({} as Record<string, never>);
const noAnswer = fc.constant(undefined);
/** Members that may be absent are absent at times. */
const partly = <T extends object, K extends keyof T & string>(model: { [M in keyof T]: fc.Arbitrary<T[M]> }, requiredKeys: K[]) =>
  fc.record<T, K>(model, { requiredKeys });

const limits = { limit: fc.integer({ min: 1, max: 5000 }), marker: count };
const grant = fc.record({
  id: hex(64),
  keyId,
  name: text,
  grantee: hex(32),
  granteeType,
  operations: grantOperations,
  issuer: hex(32),
  retiringPrincipal: text,
  createdAt: moment,
});
const grantList = fc.record({ grants: fc.array(grant, { maxLength: 3 }), nextMarker: orNull(count), total: count });
const keyView = fc.record({
  id: keyId,
  accountId: hex(32),
  alias: name,
  description: text,
  spec: fc.constantFrom(...KEY_SPEC_NAMES),
  usage: fc.constantFrom(...KEY_USAGES),
  origin: fc.constantFrom(...KEY_ORIGINS),
  state: fc.constantFrom(...KEY_STATE_NAMES),
  isDefault: fc.boolean(),
  enterpriseProjectId: text,
  createdAt: moment,
  scheduledDeletionAt: orNull(moment),
  materialExpiresAt: orNull(moment),
  region: text,
  isRotationEnabled: fc.boolean(),
});
const quota = fc.record({ used: count, quota: count });
const suggested = fc.string({ minLength: 1, maxLength: 255, unit: "grapheme-ascii" });

const SAMPLES = {
  enableKeyRotation: { input: partly({ key, rotationInterval: interval }, ["key"]), output: noAnswer },
  updateKeyRotationInterval: { input: fc.record({ key, rotationInterval: interval }), output: noAnswer },
  disableKeyRotation: { input: onKey, output: noAnswer },
  getKeyRotationStatus: {
    input: onKey,
    output: fc.record({
      rotationInterval: orNull(interval),
      lastRotationAt: orNull(moment),
      rotationCount: count,
      nextRotationAt: orNull(moment),
      versions: fc.array(
        fc.record({
          version: count,
          createdAt: moment,
          materialExpiresAt: orNull(moment),
          state: fc.constantFrom("current", "retained", "absent"),
        }),
        { maxLength: 3 },
      ),
      replacedBy: orNull(keyId),
      replaces: fc.array(keyId, { maxLength: 3 }),
    }),
  },
  rotateOnDemand: { input: onKey, output: fc.record({ keyId }) },
  replaceKey: {
    input: partly(
      {
        key,
        alias: name,
        tagKeys: fc.array(tagKey, { maxLength: 3 }),
        grantIds: fc.array(hex(64), { maxLength: 3 }),
        aliases: fc.array(name, { maxLength: 3 }),
        rotation: fc.boolean(),
      },
      ["key", "alias"],
    ),
    output: fc.record({ key: fc.record({ id: keyId, accountId: hex(32) }), replacedKeyId: keyId }),
  },
  createGrant: {
    input: partly({ key, grantee: hex(32), granteeType, operations: grantOperations, name, retiringPrincipal: hex(32) }, [
      "key",
      "grantee",
      "operations",
    ]),
    output: fc.record({ grantId: hex(64), isGranteeKnown: fc.boolean() }),
  },
  listGrants: { input: partly({ key, ...limits }, ["key"]), output: grantList },
  listRetirableGrants: { input: partly(limits, []), output: grantList },
  revokeGrant: { input: onGrant, output: noAnswer },
  retireGrant: { input: onGrant, output: noAnswer },
  describePrincipals: {
    input: fc.record({ ids: fc.array(hex(32), { minLength: 1, maxLength: 3 }) }),
    output: fc.record({
      principals: fc.array(fc.record({ id: hex(32), type: granteeType, name: text, accountName: text, enabled: fc.boolean() })),
    }),
  },
  listKeyAccess: {
    input: onKey,
    output: fc.record({
      principals: fc.array(
        fc.record({
          id: hex(32),
          type: granteeType,
          name: orNull(name),
          enabled: fc.boolean(),
          reasons: fc.array(
            fc.oneof(
              fc.record({
                kind: fc.constant("role" as const),
                role: text,
                groupName: text,
                scope: fc.constantFrom("project" as const, "account" as const),
              }),
              fc.record({ kind: fc.constant("grant" as const), grantId: hex(64), operations: grantOperations }),
            ),
            { maxLength: 3 },
          ),
        }),
        { maxLength: 3 },
      ),
    }),
  },
  createKeyTag: { input: fc.record({ key, tag }), output: noAnswer },
  deleteKeyTag: { input: fc.record({ key, tagKey }), output: noAnswer },
  batchKeyTags: { input: fc.record({ key, action: fc.constantFrom("create", "delete"), tags }), output: noAnswer },
  listKeyTags: { input: onKey, output: fc.record({ tags: fc.array(tag, { maxLength: 3 }) }) },
  listProjectTags: {
    input: partly({ limit: limits.limit, after: fc.base64String({ minLength: 4 }) }, []),
    output: fc.record({
      tags: fc.array(fc.record({ key: tagKey, values: fc.array(tagValue, { maxLength: 3 }) }), { maxLength: 3 }),
      next: orNull(fc.base64String({ minLength: 4 })),
    }),
  },
  suggestTags: {
    input: partly({ tagKey: suggested, prefix: suggested }, []),
    output: fc.record({ suggestions: fc.array(text), isWhole: fc.boolean() }),
  },
  searchByTags: {
    input: partly(
      {
        action: fc.constantFrom("filter" as const, "count" as const),
        tags: fc.array(partly({ key: tagKey, values: fc.array(tagValue, { maxLength: 3 }) }, ["key"]), { maxLength: 3 }),
        nameParts: fc.array(suggested, { maxLength: 3 }),
        limit: limits.limit,
        offset: count,
      },
      ["action"],
    ),
    output: fc.record({ found: orNull(fc.array(fc.record({ key: keyView, tags }), { maxLength: 3 })), total: count }),
  },
  userInstances: { input: nothing, output: fc.record({ keys: count }) },
  userQuotas: { input: nothing, output: fc.record({ keys: quota, grantsPerKey: quota }) },
  listSupportRegions: {
    input: partly({ limit: limits.limit, offset: count }, []),
    output: fc.record({ regions: fc.array(text) }),
  },
  describeSystem: {
    input: nothing,
    output: fc.record({
      version: text,
      hsm: fc.record({
        isWell: fc.boolean(),
        label: text,
        manufacturer: text,
        model: text,
        serialNumber: text,
        library: text,
        oaepSha256InToken: fc.boolean(),
        importsInToken: fc.subarray([...WRAPPING_ALGORITHM_NAMES]),
      }),
      database: fc.record({ isWell: fc.boolean() }),
      hasOwnerOfItsOwn: fc.boolean(),
      schemaDifferences: fc.array(text, { maxLength: 3 }),
      alteredRows: fc.nat(),
      isMarkKept: fc.boolean(),
      auditLog: fc.record({
        broken: orNull(fc.string({ minLength: 1 })),
        faults: fc.array(text, { maxLength: 3 }),
        checkpoint: orNull(
          fc.record({
            origin: text,
            incarnation: count,
            size: count,
            root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
            time: moment,
          }),
        ),
        lagMs: count,
        verification: orNull(fc.record({ time: moment, begins: count, ends: count, wrong: count })),
        witnesses: fc.array(
          fc.record({
            name: text,
            size: orNull(count),
            cosignedAt: orNull(moment),
            lastFailure: orNull(moment),
            failure: text,
            failures: count,
            failuresInARow: count,
            incident: orNull(fc.string({ minLength: 1 })),
          }),
          { maxLength: 2 },
        ),
      }),
      jobs: fc.array(
        fc.record({
          name: fc.constantFrom(...JOB_NAMES),
          isWell: fc.boolean(),
          lastRun: orNull(moment),
          nextRun: orNull(moment),
          lastFailure: orNull(moment),
          failure: text,
          failures: count,
          failuresInARow: count,
        }),
        { maxLength: 3 },
      ),
      forwarding: fc.array(
        fc.record({
          name: fc.constantFrom(...RECEIVERS),
          isWell: fc.boolean(),
          deliveredUntil: orNull(moment),
          delivered: count,
          waiting: count,
          waitingSince: orNull(moment),
          lastFailure: orNull(moment),
          failure: text,
          failures: count,
          failuresInARow: count,
        }),
        { maxLength: 2 },
      ),
      grantQuota: count,
      keyQuota: count,
      keysUsed: count,
    }),
  },
} satisfies { [N in RestOperationName]?: { input: fc.Arbitrary<InputOf<N>>; output: fc.Arbitrary<OutputOf<N>> } };

testThereAndBack(SAMPLES, 100);

const KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
const GRANT_ID = "7c9a3286af4fcca5f0a385ad13e1d21a50e27b6dbcab50f37f30f93b8939827d";
const USER_ID = "13c4f1d0a5b74c39a6d4e1f09b3c7a51";

/** Replies letter by letter, members in their order. */
const REPLIES: readonly [RestOperationName, unknown, string][] = [
  ["disableKeyRotation", undefined, "{}"],
  [
    "getKeyRotationStatus",
    {
      rotationInterval: null,
      lastRotationAt: null,
      rotationCount: 0,
      nextRotationAt: null,
      versions: [{ version: 0, createdAt: new Date(1_700_000_000_987), materialExpiresAt: null, state: "current" }],
      replacedBy: null,
      replaces: [],
    },
    '{"key_rotation_enabled":false,"rotation_interval":0,"last_rotation_time":"","number_of_rotations":0,"next_rotation_time":"","key_materials":[{"material_id":"0","create_time":"1700000000000","expiration_time":"","state":"current"}],"replaced_by":"","replaces":[]}',
  ],
  [
    "replaceKey",
    { key: { id: KEY_ID, accountId: USER_ID }, replacedKeyId: KEY_ID },
    `{"key_info":{"key_id":"${KEY_ID}","domain_id":"${USER_ID}"},"replaced_key_id":"${KEY_ID}"}`,
  ],
  [
    "listGrants",
    {
      total: 7,
      nextMarker: 2,
      grants: [
        {
          id: GRANT_ID,
          keyId: KEY_ID,
          name: "",
          grantee: USER_ID,
          granteeType: "user",
          operations: ["describe-key"],
          issuer: USER_ID,
          retiringPrincipal: "",
          createdAt: new Date(1_700_000_000_000),
          byGrantee: true,
        },
      ],
    },
    `{"grants":[{"key_id":"${KEY_ID}","grant_id":"${GRANT_ID}","grantee_principal":"${USER_ID}","grantee_principal_type":"user","operations":["describe-key"],"issuing_principal":"${USER_ID}","creation_date":"1700000000000","name":"","retiring_principal":""}],"next_marker":"2","truncated":"true","total":7}`,
  ],
  ["listRetirableGrants", { total: 0, nextMarker: null, grants: [] }, '{"grants":[],"next_marker":"","truncated":"false","total":0}'],
  ["listKeyTags", { tags: [{ key: "a", value: "" }] }, '{"tags":[{"key":"a","value":""}],"sys_tags":[],"existTagsNum":1}'],
  ["listProjectTags", { next: null, tags: [] }, '{"tags":[],"next_marker":""}'],
  ["searchByTags", { found: null, total: 3 }, '{"total_count":3}'],
  ["searchByTags", { found: [], total: 0 }, '{"resources":[],"total_count":0}'],
  ["userInstances", { keys: 4 }, '{"instance_num":4}'],
  [
    "userQuotas",
    { keys: { quota: 100, used: 4 }, grantsPerKey: { quota: 50, used: 2 } },
    '{"quotas":{"resources":[{"type":"CMK","used":4,"quota":100},{"type":"grant_per_CMK","used":2,"quota":50}]}}',
  ],
];

test.each(REPLIES)("the reply of %s to %j is what clients know", (operation, output, reply) => {
  const codec: z.ZodType = REST_DOORS[operation].output;
  expect(JSON.stringify(z.encode(codec, output))).toBe(reply);
});

test("IDs are read in either case, and operations that come twice once", () => {
  const body: RequestOf<"createGrant"> = {
    key_id: KEY_ID,
    grantee_principal: USER_ID.toUpperCase(),
    operations: ["describe-key", "create-grant", "describe-key"],
    name: "",
  };
  expect(z.decode(REST_DOORS.createGrant.input, body)).toEqual({
    key: { keyId: KEY_ID },
    grantee: USER_ID,
    operations: ["describe-key", "create-grant"],
  });
  const byGrant = { key_id: KEY_ID, grant_id: GRANT_ID.toUpperCase() };
  expect(z.decode(REST_DOORS.revokeGrant.input, byGrant)).toEqual({ key: { keyId: KEY_ID }, grantId: GRANT_ID });
});

test.each([0, "0", "", null, undefined])("a first interval of %j is none", (rotation_interval) => {
  const body = { key_id: KEY_ID, rotation_interval } as { key_id: string };
  expect(z.decode(REST_DOORS.enableKeyRotation.input, body)).toEqual({ key: { keyId: KEY_ID } });
});

test("a tag without a value has the empty one", () => {
  const body = { key_id: KEY_ID, tag: { key: "team" } };
  expect(z.decode(REST_DOORS.createKeyTag.input, body)).toEqual({ key: { keyId: KEY_ID }, tag: { key: "team", value: "" } });
});
