/** Who removes rows of a book makes no row good that other hands remove at the same moment, on a real PostgreSQL. */
import { createHmac, randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Household, hexId, makeHousehold, makeKey, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import { unassignRole } from "../identity/role-assignments";
import { deleteGrant } from "../keys/grants";
import { deleteAliases } from "../keys/key-aliases";
import { deleteTags } from "../keys/tags";
import { openStore, type Store } from "../open";
import { adoptBook, openBook } from "./change-books";

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

type Case = {
  readonly book: string;
  /** Statement by which other hands remove a row of the same table. */
  readonly attack: string;
  /** Statement that counts the rows. */
  readonly count: string;
  /** Removes another one. */
  remove(tx: Transaction): Promise<unknown>;
};

async function makeOwner() {
  const { id } = await makeKey(scratch, home);
  return { id, projectId: home.projectId, accountId: home.accountId };
}

/** Each with two rows, of which the product removes one. */
const CASES: Record<string, () => Promise<Case>> = {
  async tag() {
    const key = await makeOwner();
    await scratch.sql("insert into tag (key_id, key) values ($1, 'ours'), ($1, 'theirs')", [key.id]);
    const of = `tag where key_id = '${key.id}'`;
    return {
      book: `key/${key.id}`,
      attack: `delete from ${of} and key = 'theirs'`,
      count: `select count(*)::int as n from ${of}`,
      remove: (tx) => deleteTags(tx, key, ["ours"]),
    };
  },
  async alias() {
    const key = await makeOwner();
    await scratch.sql(
      `insert into key_alias (account_id, region, name, key_id, created_at, updated_at)
       select $1, 'eu-de', name || $2, $2, now(), now() from unnest(array['ours', 'theirs']) name`,
      [home.accountId, key.id],
    );
    const of = `key_alias where key_id = '${key.id}'`;
    return {
      book: `key/${key.id}`,
      attack: `delete from ${of} and name like 'theirs%'`,
      count: `select count(*)::int as n from ${of}`,
      remove: (tx) => deleteAliases(tx, key, "eu-de", [`ours${key.id}`]),
    };
  },
  async grant() {
    const key = await makeOwner();
    const [ours, theirs] = [0, 1].map(() => randomBytes(32).toString("hex"));
    await scratch.sql(
      `insert into cmk_grant (id, key_id, grantee, grantee_type, operations, issuer, created_at)
       select id, $1, $2, 'user', array['encrypt-data'], $2, now() from unnest($3::text[]) id`,
      [key.id, home.userId, [ours, theirs]],
    );
    return {
      book: `key/${key.id}`,
      attack: `delete from cmk_grant where id = '${theirs}'`,
      count: `select count(*)::int as n from cmk_grant where key_id = '${key.id}'`,
      remove: (tx) => deleteGrant(tx, key, ours as string),
    };
  },
  async "role assignment"() {
    const { accountId } = home;
    const groupId = hexId();
    await scratch.sql("insert into iam_group (id, account_id, name, created_at) values ($1, $2, $1, now())", [groupId, accountId]);
    await scratch.sql(
      `insert into role_assignment (id, group_id, role, scope)
       values ($1, $2, 'KMS Viewer', 'account'), ($3, $2, 'Security Administrator', 'account')`,
      [hexId(), groupId, hexId()],
    );
    const of = `role_assignment where group_id = '${groupId}'`;
    return {
      book: `group/${groupId}`,
      attack: `delete from ${of} and role = 'Security Administrator'`,
      count: `select count(*)::int as n from ${of}`,
      remove: (tx) => unassignRole(tx, { accountId, groupId, scope: "account", projectId: null }, { role: "KMS Viewer" }),
    };
  },
};

async function prepare(name: string): Promise<Case & { left(): Promise<number | undefined> }> {
  const made = await (CASES[name] as () => Promise<Case>)();
  await store.transactSql(async (run) => adoptBook(run, made.book));
  return { ...made, left: async () => (await scratch.sql<{ n: number }>(made.count))[0]?.n };
}

test.each(Object.keys(CASES))("one %s that is gone before the removal begins is missed, and nothing is sealed", async (name) => {
  const { book, attack, remove, left } = await prepare(name);
  const removal = store.transact(async (tx) => {
    await openBook(inTransaction(tx), book);
    await scratch.sql(attack);
    await remove(tx);
  });
  await expect(removal).rejects.toMatchObject({ code: "materialIntegrity" });
  expect(await left()).toBe(1);
  await expect(store.requireUnaltered([book])).rejects.toMatchObject({ code: "materialIntegrity" });
});

test.each(Object.keys(CASES))("one %s is removed by nobody else until the removal is over, and is missed then", async (name) => {
  const { book, attack, remove, left } = await prepare(name);
  const attacker = new pg.Client({ connectionString: scratch.ownerUrl });
  await attacker.connect();
  try {
    await attacker.query("set lock_timeout = '200ms'");
    await store.transact(async (tx) => {
      await remove(tx);
      await expect(attacker.query(attack)).rejects.toThrow("lock timeout");
    });
    expect(await left()).toBe(1);
    await store.requireUnaltered([book]);
    await attacker.query(attack);
    await expect(store.requireUnaltered([book])).rejects.toMatchObject({ code: "materialIntegrity" });
  } finally {
    await attacker.end();
  }
});
