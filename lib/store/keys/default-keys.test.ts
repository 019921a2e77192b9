/** Default master keys and cloud services in a real PostgreSQL: what is there once, what is never mistaken, and who administers nothing. */
import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Key } from "#lib/domain/key";
import { type Household, hexId, makeHousehold, makeKey, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { changeAdministration, makeAdministrator } from "../identity/administrators";
import { addMember } from "../identity/groups";
import { listHeldByUser } from "../identity/held-by-user";
import { updateUser } from "../identity/users";
import { insertDefaultKey, insertKey } from "./keys";

let scratch: ScratchStore;
beforeAll(async () => {
  scratch = await openScratchStore();
});
afterAll(() => scratch.stop());

const material = () => ({ wrapped: randomBytes(40), domainKey: 1, publicKey: null, bindingMac: randomBytes(32) });

/** A key like another one, of that project. */
async function keyLike(of: Household, change: Partial<Key>): Promise<Key> {
  return { ...(await makeKey(scratch, of)), id: randomUUID(), ...change };
}

async function makeService(of: Household): Promise<string> {
  const id = hexId();
  const insert = "insert into iam_user (id, account_id, name, password_hash, created_at, service) values ($1, $2, $1, '', now(), 'obs')";
  await scratch.sql(insert, [id, of.accountId]);
  return id;
}

const insertDefault = (key: Key) => scratch.store.transact((tx) => insertDefaultKey(tx, key, material()));
const asDefault = { alias: "obs/default", isDefault: true };

test("of many that are made at once one is inserted, and none is counted", async () => {
  const of = await makeHousehold(scratch);
  const before = await scratch.sql("select key_count from project where id = $1", [of.projectId]);
  const like = await keyLike(of, asDefault);
  const made = await Promise.all(Array.from({ length: 8 }, () => insertDefault({ ...like, id: randomUUID() })));
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await scratch.sql("select is_default from cmk where project_id = $1 and alias = 'obs/default'", [of.projectId])).toHaveLength(1);
  const counts = await scratch.sql<{ key_count: number }>("select key_count from project where id = $1", [of.projectId]);
  expect(counts[0]?.key_count).toBe(Number(before[0]?.key_count) + 1);
  expect(await insertDefault({ ...like, id: randomUUID() })).toBe(false);
});

test("where a key that is none has the alias, none is made, and the other is not taken for it", async () => {
  const of = await makeHousehold(scratch);
  const tampered = await keyLike(of, { alias: "obs/default" });
  await scratch.store.transact((tx) => insertKey(tx, tampered, material(), 100));
  await expect(insertDefault(await keyLike(of, asDefault))).rejects.toMatchObject({ code: "aliasTaken" });
  const { tokenHash, projectId } = of;
  const reference = { alias: { accountId: null, region: null, name: "obs/default" } };
  const asked = { tokenHash, accessKey: null, projectId, reference, keyVersion: null, now: new Date() };
  expect((await scratch.store.hot.find(asked)).key).toBeNull();
});

test("a cloud service administers nothing, whatever groups an instance of the version before puts it into", async () => {
  const of = await makeHousehold(scratch);
  const service = await makeService(of);
  await expect(scratch.store.transact((tx) => addMember(tx, of.accountId, of.groupId, service))).rejects.toMatchObject({
    code: "serviceSignsOnly",
  });
  await scratch.sql("insert into group_member (group_id, user_id) values ($1, $2)", [of.groupId, service]);
  expect(await listHeldByUser(scratch.store, service)).toEqual([]);
  const asService = { userId: service, accountId: of.accountId };
  const disable = () =>
    scratch.store.transact((tx) => changeAdministration(tx, of, () => updateUser(tx, of.accountId, of.userId, { isEnabled: false })));
  await expect(disable()).rejects.toMatchObject({
    code: "identityProtected",
    message: expect.stringContaining("last Security Administrator"),
  });
  await expect(scratch.store.transact((tx) => changeAdministration(tx, asService, async () => {}))).rejects.toMatchObject({
    code: "notPermitted",
  });
  await expect(scratch.store.transact((tx) => makeAdministrator(tx, asService, new Date()))).rejects.toMatchObject({
    code: "serviceSignsOnly",
  });
});
