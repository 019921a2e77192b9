/** A word that somebody has written into a row, and that the product never writes, is refused as altered where it would be told. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Household, hexId, makeHousehold, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { withClient } from "../database/with-client";
import { listHeldByUser } from "./held-by-user";
import { getPolicy } from "./policies";
import { listAssignments } from "./role-assignments";
import { listSessions } from "./sessions";
import { findToken } from "./tokens";
import { getUser } from "./users";

let scratch: ScratchStore;
let house: Household;
beforeAll(async () => {
  scratch = await openScratchStore();
  // Whoever owns the database is not held up by what it checks.
  await withClient(scratch.ownerUrl, async (client) => {
    const { rows } = await client.query(
      `select conrelid::regclass as name, quote_ident(conname) as check from pg_constraint
       where contype = 'c' and conrelid = any('{role_assignment,session,auth_token,iam_user,policy}'::regclass[])`,
    );
    for (const { name, check } of rows) await client.query(`alter table ${name} drop constraint ${check}`);
  });
  house = await makeHousehold(scratch);
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
});
afterAll(() => scratch.stop());

test.each<[table: string, column: string, read: (of: Household) => Promise<unknown>]>([
  ["role_assignment", "scope", ({ userId }) => listHeldByUser(scratch.store, userId)],
  ["role_assignment", "scope", ({ accountId }) => listAssignments(scratch.store, accountId, {})],
  ["session", "source", ({ userId }) => listSessions(scratch.store, userId, null, 10, new Date())],
  ["auth_token", "source", ({ tokenHash }) => findToken(scratch.store, tokenHash, new Date())],
  ["auth_token", "scope", ({ tokenHash }) => findToken(scratch.store, tokenHash, new Date())],
  ["iam_user", "access_mode", ({ accountId, userId }) => getUser(scratch.store, accountId, userId)],
  ["iam_user", "service", ({ accountId, userId }) => getUser(scratch.store, accountId, userId)],
  ["policy", "type", ({ accountId }) => getPolicy(scratch.store, accountId, accountId)],
])("%s.%s", async (table, column, read) => {
  await read(house);
  const [row] = await scratch.sql(`select id, ${column} as word from ${table} limit 1`);
  const write = (word: unknown) => scratch.sql(`update ${table} set ${column} = $1 where id = $2`, [word, row?.id]);
  await write("projectx");
  await expect(read(house)).rejects.toMatchObject({ code: "materialIntegrity" });
  await write(row?.word);
  await read(house);
});
