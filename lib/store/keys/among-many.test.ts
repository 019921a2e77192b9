/** Lists and counts among more keys than the client library has room for in one statement. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Household, makeHousehold, makeKey, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { countCustomKeys } from "../identity/identities";
import { maxGrantsOnAnyKey } from "./grants";
import { listAliases } from "./key-aliases";
import { listTagsOfProject, suggestTags } from "./tags";

const MANY = 70_000;
let scratch: ScratchStore;
let household: Household;
beforeAll(async () => {
  scratch = await openScratchStore();
  household = await makeHousehold(scratch);
});
afterAll(() => scratch.stop());

test("what is listed and counted among many keys is that of these keys", async () => {
  const { store } = scratch;
  const projectId = household.projectId;
  const [{ id: mine }, { id: other }] = [await makeKey(scratch, household), await makeKey(scratch, household)];
  for (const [id, name] of [
    [mine, "mine"],
    [other, "other"],
  ]) {
    await scratch.sql("insert into tag (key_id, key, value) values ($1, $2, 'v')", [id, name]);
    await scratch.sql(
      "insert into key_alias (account_id, region, name, key_id, created_at, updated_at) values ($1, 'eu-de', $2, $3, now(), now())",
      [household.accountId, name, id],
    );
  }
  const ids = [mine, ...Array.from({ length: MANY }, () => randomUUID())];
  expect(await countCustomKeys(store, projectId, ids)).toBe(1);
  expect(await maxGrantsOnAnyKey(store, projectId, ids)).toBe(0);
  const page = { offset: 0, limit: 10 };
  expect((await listAliases(store, projectId, undefined, page, ids)).map(({ name, keyId }) => [name, keyId])).toEqual([["mine", mine]]);
  expect(await listAliases(store, projectId, other, page, ids)).toEqual([]);
  expect(await listTagsOfProject(store, projectId, null, 10, ids)).toEqual([{ key: "mine", value: "v" }]);
  expect(await suggestTags(store, projectId, { key: undefined, prefix: "", limit: 10, ids })).toEqual(["mine"]);
});
