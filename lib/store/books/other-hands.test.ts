/** Who changes a book makes nothing good that other hands do to it at the same moment, on a real PostgreSQL. */
import { createHmac, randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Household, hexId, makeHousehold, makeKey, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import { updateAccessKey } from "../identity/access-keys";
import { unbindMfa } from "../identity/one-time-codes";
import { renamePasskey } from "../identity/passkeys";
import { unassignRole } from "../identity/role-assignments";
import { deleteGrant } from "../keys/grants";
import { deleteAliases, moveAlias } from "../keys/key-aliases";
import { deleteTags, deleteTagsOfKeys } from "../keys/tags";
import { openStore, type Store } from "../open";
import { toAlteredRefusal } from "./altered";
import { adoptBook, openBooks } from "./change-books";

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
  /** Where the row is afterwards, if that is another. */
  readonly next?: string;
  /** Statement of other hands. */
  readonly attack: string;
  /** What the product does meanwhile: to another row, or to another column of that one. */
  change(tx: Transaction): Promise<unknown>;
};

async function makeOwner() {
  const { id } = await makeKey(scratch, home);
  return { id, projectId: home.projectId, accountId: home.accountId };
}

/** A removal of one of two rows, where the other is removed; and a change of a row of which more is changed. */
const CASES: Record<string, () => Promise<Case>> = {
  async "a tag is deleted"() {
    const key = await makeOwner();
    await scratch.sql("insert into tag (key_id, key) values ($1, 'ours'), ($1, 'theirs')", [key.id]);
    const of = `tag where key_id = '${key.id}'`;
    return {
      book: `key/${key.id}`,
      attack: `delete from ${of} and key = 'theirs'`,
      change: (tx) => deleteTags(tx, key, ["ours"]),
    };
  },
  async "tags of many are deleted, which are looked at first"() {
    const key = await makeOwner();
    await scratch.sql("insert into tag (key_id, key) values ($1, 'ours'), ($1, 'theirs')", [key.id]);
    return {
      book: `key/${key.id}`,
      attack: `delete from tag where key_id = '${key.id}' and key = 'theirs'`,
      change: async (tx) => {
        for (const [, alterations] of await openBooks(inTransaction(tx), [`key/${key.id}`], { areOnlyRead: true }))
          throw toAlteredRefusal(`key/${key.id}`, alterations);
        await deleteTagsOfKeys(tx, [key.id], ["ours"]);
      },
    };
  },
  async "an alias is deleted"() {
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
      change: (tx) => deleteAliases(tx, key, "eu-de", [`ours${key.id}`]),
    };
  },
  async "a grant is deleted"() {
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
      change: (tx) => deleteGrant(tx, key, ours as string),
    };
  },
  async "a role is taken away"() {
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
      change: (tx) => unassignRole(tx, { accountId, groupId, scope: "account", projectId: null }, { role: "KMS Viewer" }),
    };
  },
  async "an access key is described"() {
    const access = randomBytes(10).toString("hex").toUpperCase();
    await scratch.sql("insert into access_key (access, user_id, secret, created_at) values ($1, $2, 'x', now())", [access, home.userId]);
    return {
      book: `user/${home.userId}`,
      attack: `update access_key set secret = '\\x00' where access = '${access}'`,
      change: (tx) => updateAccessKey(tx, home.accountId, access, { description: "described" }),
    };
  },
  async "a passkey is renamed"() {
    const id = hexId();
    await scratch.sql(
      `insert into passkey (id, user_id, name, credential_id, public_key, counter, rp_id, transports, created_at)
       values ($1, $2, 'laptop', decode($1, 'hex'), 'x', 0, 'localhost', '{}', now())`,
      [id, home.userId],
    );
    return {
      book: `user/${home.userId}`,
      attack: `update passkey set public_key = '\\x00' where id = '${id}'`,
      change: (tx) => renamePasskey(tx, home.userId, id, "phone"),
    };
  },
  async "a device is unbound"() {
    await scratch.sql("delete from virtual_mfa where user_id = $1", [home.userId]);
    await scratch.sql("insert into virtual_mfa (user_id, name, seed, bound, created_at) values ($1, 'phone', 'x', true, now())", [
      home.userId,
    ]);
    return {
      book: `user/${home.userId}`,
      attack: `update virtual_mfa set seed = '\\x00' where user_id = '${home.userId}'`,
      change: (tx) => unbindMfa(tx, home.userId),
    };
  },
  async "an alias is moved"() {
    const [from, to] = [await makeOwner(), await makeOwner()];
    const name = `moved${to.id}`;
    await scratch.sql(
      `insert into key_alias (account_id, region, name, key_id, created_at, updated_at) values ($1, 'eu-de', $2, $3, now(), now())`,
      [home.accountId, name, from.id],
    );
    await store.transactSql(async (run) => adoptBook(run, `key/${to.id}`));
    return {
      book: `key/${from.id}`,
      next: `key/${to.id}`,
      attack: `update key_alias set created_at = '2001-01-01' where name = '${name}'`,
      change: (tx) => moveAlias(tx, to, { region: "eu-de", name }, 10, new Date()),
    };
  },
};

async function prepare(name: string): Promise<Case> {
  const made = await (CASES[name] as () => Promise<Case>)();
  await store.transactSql(async (run) => adoptBook(run, made.book));
  return made;
}

/** A connection of the owner's, as whom nobody is refused. */
async function withAttacker(work: (attacker: pg.Client) => Promise<void>): Promise<void> {
  const attacker = new pg.Client({ connectionString: scratch.ownerUrl });
  await attacker.connect();
  await work(attacker).finally(() => attacker.end());
}

test.each(Object.keys(CASES))("%s: what other hands have begun before is found, and nothing is sealed", async (name) => {
  const { book, attack, change } = await prepare(name);
  await withAttacker(async (attacker) => {
    await attacker.query("begin");
    await attacker.query(attack);
    const changing = store.transact(change);
    const refused = expect(changing).rejects.toMatchObject({ code: "materialIntegrity" });
    const isWaited = async () => (await scratch.sql("select 1 as one from pg_stat_activity where wait_event_type = 'Lock'")).length > 0;
    await expect.poll(isWaited, { timeout: 5_000, interval: 20 }).toBe(true);
    await attacker.query("commit");
    await refused;
  });
  await expect(store.requireUnaltered([book])).rejects.toMatchObject({ code: "materialIntegrity" });
});

test.each(Object.keys(CASES))("%s: other hands wait until it is over, and are found then", async (name) => {
  const { book, next = book, attack, change } = await prepare(name);
  await withAttacker(async (attacker) => {
    await attacker.query("set lock_timeout = '200ms'");
    await store.transact(async (tx) => {
      await change(tx);
      await expect(attacker.query(attack)).rejects.toThrow("lock timeout");
    });
    await store.requireUnaltered([book, next]);
    await attacker.query(attack);
  });
  await expect(store.requireUnaltered([next])).rejects.toMatchObject({ code: "materialIntegrity" });
});
