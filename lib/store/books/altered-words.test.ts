/** A word that somebody has written into a row, and that the product never writes, is refused as altered where it would be told. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Household, hexId, makeHousehold, makeKey, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { withClient } from "../database/with-client";
import { listHeldByUser } from "../identity/held-by-user";
import { getPolicy } from "../identity/policies";
import { listAssignments } from "../identity/role-assignments";
import { listSessions } from "../identity/sessions";
import { findToken } from "../identity/tokens";
import { getUser } from "../identity/users";
import { listKeys } from "../key-list/key-list";
import { listTombstones } from "../keys/destruction";
import { listGrantsOfKey } from "../keys/grants";

type Word = [table: string, column: string, read: (of: Household & { keyId: string }) => Promise<unknown>];
const PAGE = { offset: 0, limit: 10 };

let scratch: ScratchStore;
let house: Household & { keyId: string };
beforeAll(async () => {
  scratch = await openScratchStore();
  // Whoever owns the database is not held up by what it checks.
  await withClient(scratch.ownerUrl, async (client) => {
    const { rows } = await client.query(
      `select conrelid::regclass as name, quote_ident(conname) as check from pg_constraint
       where contype = 'c' and conrelid = any('{role_assignment,session,auth_token,iam_user,policy,cmk,cmk_grant,key_tombstone}'::regclass[])`,
    );
    for (const { name, check } of rows) await client.query(`alter table ${name} drop constraint ${check}`);
    await client.query("alter table key_tombstone disable trigger user");
  });
  const made = await makeHousehold(scratch);
  house = { ...made, keyId: (await makeKey(scratch, made)).id };
  const { accountId, userId } = house;
  await scratch.sql(
    `insert into session (id, user_id, account_id, source, created_at, last_used_at, ip, agent, is_mfa_present, expires_at)
     values ($1, $2, $3, 'api', now(), now(), '', '', false, now() + interval '1 day')`,
    [hexId(), userId, accountId],
  );
  await scratch.sql(
    `insert into policy (id, account_id, name, display_name, type, description, document, created_at, updated_at)
     values ($1, $1, $1, $1, 'XA', '', '{"Version":"1.1","Statement":[]}', now(), now())`,
    [accountId],
  );
  await scratch.sql(
    `insert into cmk_grant (id, key_id, grantee, grantee_type, operations, issuer, created_at) values ($1, $2, $3, 'user', '{describe-key}', $3, now())`,
    [hexId() + hexId(), house.keyId, userId],
  );
  await scratch.sql(
    `insert into key_tombstone (key_id, account_id, project_id, alias, spec, usage, origin, created_at, requested_by, requested_by_name,
       requested_at, scheduled_for, destroyed_at, versions, blobs_destroyed, blobs_left)
     values ($1, $2, $3, '', 'AES_256', 'ENCRYPT_DECRYPT', 'kms', now(), $4, '', now(), now(), now(), '[]', 1, 0)`,
    [crypto.randomUUID(), accountId, house.projectId, userId],
  );
});
afterAll(() => scratch.stop());

test.each<Word>([
  ["role_assignment", "scope", ({ userId }) => listHeldByUser(scratch.store, userId)],
  ["role_assignment", "scope", ({ accountId }) => listAssignments(scratch.store, accountId, {})],
  ["session", "source", ({ userId }) => listSessions(scratch.store, userId, null, 10, new Date())],
  ["auth_token", "source", ({ tokenHash }) => findToken(scratch.store, tokenHash, new Date())],
  ["auth_token", "scope", ({ tokenHash }) => findToken(scratch.store, tokenHash, new Date())],
  ["iam_user", "access_mode", ({ accountId, userId }) => getUser(scratch.store, accountId, userId)],
  ["iam_user", "service", ({ accountId, userId }) => getUser(scratch.store, accountId, userId)],
  ["policy", "type", ({ accountId }) => getPolicy(scratch.store, accountId, accountId)],
  ...["spec", "usage", "origin", "state"].map(
    (column): Word => ["cmk", column, ({ projectId }) => listKeys(scratch.store, projectId, {}, PAGE)],
  ),
  ["cmk_grant", "grantee_type", ({ keyId }) => listGrantsOfKey(scratch.store, keyId, PAGE)],
  ["cmk_grant", "operations", ({ keyId }) => listGrantsOfKey(scratch.store, keyId, PAGE)],
  ["key_tombstone", "origin", ({ projectId }) => listTombstones(scratch.store, projectId, undefined, PAGE)],
])("%s.%s", async (table, column, read) => {
  await read(house);
  const id = table === "key_tombstone" ? "key_id" : "id";
  const [row] = await scratch.sql(`select ${id} as id, ${column} as word from ${table} limit 1`);
  const write = (word: unknown) =>
    withClient(scratch.ownerUrl, (client) => client.query(`update ${table} set ${column} = $1 where ${id} = $2`, [word, row?.id]));
  await write(Array.isArray(row?.word) ? ["projectx"] : "projectx");
  await expect(read(house)).rejects.toMatchObject({ code: "materialIntegrity" });
  await write(row?.word);
  await read(house);
});
