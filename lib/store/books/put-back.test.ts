/** Who has made a change refuses what was before it, from the commit on, on a real PostgreSQL. */
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Household, makeHousehold, makeKey, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { insertPolicy } from "../identity/policies";
import { assignRole } from "../identity/role-assignments";
import { transitionKey, transitionKeys } from "../keys/keys";
import { openStore, type Store } from "../open";
import { bindBooks } from "./bind-books";
import { adoptBook } from "./change-books";

const makeSeal = (data: Buffer) => createHmac("sha256", "test").update(data).digest();
let scratch: ScratchStore;
let store: Store;
let home: Household;
beforeAll(async () => {
  scratch = await openScratchStore();
  store = await openStore(scratch.url, { makeSeal });
  home = await makeHousehold(scratch);
}, 120_000);
afterAll(async () => {
  await store?.close();
  await scratch?.stop();
});

const changes = {
  "by the heads of many": (id: string) => store.transactMany((tx) => transitionKeys(tx, home.projectId, [id], "disable")),
  "of one": (id: string) => store.transact((tx) => transitionKey(tx, { id, projectId: home.projectId }, "disable")),
};

test.each(Object.keys(changes) as (keyof typeof changes)[])("a change %s", async (how) => {
  const { id } = await makeKey(scratch, home);
  const book = `key/${id}`;
  await bindBooks(store, { makeSeal, now: new Date(), wasBoundBefore: { key: false, people: false }, onProgress: () => {} });
  if ((await scratch.sql("select 1 as one from integrity_seal where book = $1", [book])).length === 0) await sealNow(book);
  const [seal] = await scratch.sql<{ number: string; rows: string; mac: string }>(
    "select number::text as number, rows, encode(mac, 'hex') as mac from integrity_seal where book = $1",
    [book],
  );
  const putBack = async () => {
    await scratch.sql("update cmk set state = 'enabled' where id = $1", [id]);
    await scratch.sql("update integrity_seal set number = $2::bigint, rows = $3, mac = decode($4, 'hex') where book = $1", [
      ...[book, seal?.number, seal?.rows, seal?.mac],
    ]);
  };
  // What was undone counts for nothing.
  await expect(
    store.transact(async (tx) => {
      await transitionKey(tx, { id, projectId: home.projectId }, "disable");
      throw new Error("undone");
    }),
  ).rejects.toThrow("undone");
  await store.requireUnaltered([book]);
  await changes[how](id);
  await putBack();
  await expect(store.requireUnaltered([book])).rejects.toMatchObject({ code: "materialIntegrity" });
  await expect(changes[how](id)).rejects.toMatchObject({ code: "materialIntegrity" });
});

test("what a change has sealed and somebody removes with its seal, before anybody has looked at it, is missed", async () => {
  const of = await makeHousehold(scratch);
  const [token] = await scratch.sql<{ id: string }>("select id from auth_token where hash = $1", [of.tokenHash]);
  const books = [`account/${of.accountId}`, `project/${of.projectId}`, `user/${of.userId}`, `group/${of.groupId}`, `token/${token?.id}`];
  for (const book of books) await sealNow(book);
  const document = { Version: "1.1", Statement: [{ Effect: "Deny", Action: ["kms:cmk:crypto"] }] } as const;
  const policy = await store.transact((tx) =>
    insertPolicy(tx, of.accountId, { displayName: "none", type: "XA", description: "", document }, 10, new Date()),
  );
  await store.transact((tx) =>
    assignRole(tx, { accountId: of.accountId, groupId: of.groupId, scope: "account", projectId: null }, { policyId: policy.id }),
  );
  await scratch.sql(
    `set session_replication_role = replica; delete from policy where id = '${policy.id}';
     delete from integrity_seal where book = 'policy/${policy.id}'; set session_replication_role = origin`,
  );
  const request = { tokenHash: of.tokenHash, accessKey: null, projectId: of.projectId, reference: null, keyVersion: null, now: new Date() };
  const { alteredCaller } = await store.hot.find(request);
  expect(alteredCaller).toMatchObject({ book: `policy/${policy.id}`, alterations: [{ table: "policy", how: "removed" }] });
});

/** As the product would have sealed it when it was made. */
async function sealNow(book: string): Promise<void> {
  await store.transactSql(async (run) => adoptBook(run, book));
}
