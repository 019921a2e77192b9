/** Whatever somebody changes in the schema is found and named; and what the product itself does there is no difference. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareQueues } from "#lib/jobs/queue";
import { openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { prepareSchema } from "../database/prepare-schema";
import type { RunSql } from "../database/run-sql";
import { grantRuntimeRights } from "../database/runtime-rights";
import { compareSchema, sentenceOf } from "./compare-schema";

let scratch: ScratchStore;
let run: RunSql;
beforeAll(async () => {
  scratch = await openScratchStore();
  await prepareQueues(scratch.ownerUrl);
  await grantRuntimeRights(scratch.ownerUrl, { runtime: "kms", owner: "kms_owner" });
  run = async (text, values) => (await scratch.store.queueSql(text, [...values])).rows as never;
});
afterAll(() => scratch.stop());

const look = async () => (await compareSchema(run, 0)).map(sentenceOf);

test("an honest database has no difference, also after a second start, and when months were added", async () => {
  expect(await look()).toEqual([]);
  await prepareSchema(scratch.url, scratch.ownerUrl);
  await prepareQueues(scratch.ownerUrl);
  await scratch.sql("select make_trace_months(20)");
  await scratch.sql("vacuum analyze");
  await scratch.sql("reindex index concurrently trace_cursor_pkey");
  expect(await look()).toEqual([]);
});

test("looked at by the owner, too", async () => {
  const client = new pg.Client({ connectionString: scratch.ownerUrl });
  await client.connect();
  try {
    // Of the rights of a role that it does not know, it can tell that they were granted.
    const sentences = (await compareSchema(async (text, values) => (await client.query(text, [...values])).rows, 0)).map(sentenceOf);
    expect(sentences.filter((sentence) => !/^grant .* to kms of .* was added$/.test(sentence))).toEqual([]);
  } finally {
    await client.end();
  }
});

/** What somebody does, how it is undone, and what is said of it. */
const CHANGES: readonly (readonly [does: string, undoes: string, ...sentences: (string | RegExp)[]])[] = [
  [
    "alter table key_tombstone disable trigger key_tombstone_append_only",
    "alter table key_tombstone enable trigger key_tombstone_append_only",
    "trigger key_tombstone_append_only on key_tombstone is disabled",
  ],
  [
    "alter table cmk_grant disable trigger all",
    "alter table cmk_grant enable trigger all",
    /^trigger of the constraint cmk_grant_\w+ on cmk_grant is disabled$/,
  ],
  [
    "alter table iam_user enable replica trigger iam_user_counts",
    "alter table iam_user enable trigger iam_user_counts",
    "trigger iam_user_counts on iam_user fires for replication alone",
  ],
  [
    "drop trigger trace_no_truncate on trace",
    "create trigger trace_no_truncate before truncate on trace for each statement execute function trace_is_append_only()",
    "trigger trace_no_truncate on trace is missing",
  ],
  [
    "create trigger quiet before insert on trace for each row execute function trace_is_append_only()",
    "drop trigger quiet on trace",
    "trigger quiet on trace was added",
    "trigger quiet on trace_before was added",
  ],
  [
    "alter function account_counts() rename to account_counts_away; create function account_counts() returns trigger language plpgsql as 'begin return null; end'; alter function account_counts() owner to kms_owner",
    "drop function account_counts(); alter function account_counts_away() rename to account_counts",
    "function account_counts() is not what the migrations made it",
    "function account_counts_away() was added",
  ],
  [
    "alter function account_counts() security definer",
    "alter function account_counts() security invoker",
    "function account_counts() is not what the migrations made it",
  ],
  [
    "alter function make_trace_months(integer) reset search_path",
    "alter function make_trace_months(integer) set search_path = public, pg_temp",
    "function make_trace_months(integer) is not what the migrations made it",
  ],
  [
    "create function lower(varchar) returns text language sql as 'select $1'",
    "drop function lower(varchar)",
    "function lower(character varying) was added",
  ],
  [
    "alter table session drop constraint session_source_check",
    "alter table session add constraint session_source_check check (source in ('console', 'api'))",
    "constraint session_source_check on session is missing",
  ],
  [
    "drop index trace_newest",
    "create index trace_newest on trace (account_id, project_id, time desc, id desc)",
    "index trace_newest on trace is missing",
  ],
  [
    "update pg_index set indisvalid = false where indexrelid = 'cmk_pkey'::regclass",
    "update pg_index set indisvalid = true where indexrelid = 'cmk_pkey'::regclass",
    "index cmk_pkey on cmk is not what the migrations made it",
  ],
  ["create index more on cmk (alias)", "drop index more", "index more on cmk was added"],
  [
    "alter table policy owner to postgres",
    "alter table policy owner to kms_owner",
    "table policy belongs to postgres and not to the owner",
  ],
  [
    "alter function account_counts() owner to kms",
    "alter function account_counts() owner to kms_owner",
    "function account_counts() belongs to kms and not to the owner",
  ],
  [
    "grant delete on trace to kms",
    "revoke delete on trace from kms",
    "grant table trace to runtime is DELETE, INSERT, SELECT and not INSERT, SELECT",
  ],
  [
    "grant select on auth_token to public",
    "revoke select on auth_token from public",
    "grant table auth_token to everybody of SELECT was added",
  ],
  [
    "create role stranger; grant update (password_hash) on iam_user to stranger",
    "revoke update (password_hash) on iam_user from stranger; drop role stranger",
    "grant column iam_user.password_hash to stranger of UPDATE was added",
  ],
  [
    "revoke insert on cmk from kms",
    "grant insert on cmk to kms",
    "grant table cmk to runtime is DELETE, SELECT, UPDATE and not DELETE, INSERT, SELECT, UPDATE",
  ],
  [
    "grant execute on function make_trace_months(integer) to public",
    "revoke execute on function make_trace_months(integer) from public",
    "grant function make_trace_months(integer) to everybody of EXECUTE was added",
  ],
  [
    "grant create on schema public to kms",
    "revoke create on schema public from kms",
    "grant schema public to runtime is CREATE, USAGE and not USAGE",
    "role kms of the product may make things in the schema public",
  ],
  [
    "alter default privileges for role kms_owner grant delete on tables to kms",
    "alter default privileges for role kms_owner revoke delete on tables from kms",
    "grant new things of kms_owner to runtime of DELETE was added",
  ],
  ["grant kms_owner to kms", "revoke kms_owner from kms", /^table trace|^role kms of the product can act as the owner|^grant/],
  [
    "alter role kms set session_replication_role = 'replica'",
    "alter role kms reset session_replication_role",
    /^setting session_replication_role is set to .replica. for the role kms in every database$/,
  ],
  [
    "alter database kms set search_path = evil, public",
    "alter database kms reset search_path",
    "setting search_path is set to 'evil, public' for everybody in the database",
  ],
  ["create schema kms", "drop schema kms", "schema kms stands before the schema public, so that names lead there"],
  [
    "create rule quiet as on delete to auth_token do instead nothing",
    "drop rule quiet on auth_token",
    "rule quiet on auth_token was added",
  ],
  [
    "alter table auth_token enable row level security",
    "alter table auth_token disable row level security",
    'table auth_token is "r p row security" and not "r p"',
  ],
  ["create policy none on auth_token using (false)", "drop policy none on auth_token", "policy none on auth_token was added"],
  ["create view shown as select * from auth_token", "drop view shown", "view shown was added"],
  ["create schema aside; create table aside.more () inherits (auth_token)", "drop schema aside cascade", "table aside.more was added"],
  [
    "alter table iam_user alter column enabled set default false",
    "alter table iam_user alter column enabled set default true",
    /^column iam_user\.enabled is "boolean not null default false" and not/,
  ],
  ["alter table cmk alter column alias drop not null", "alter table cmk alter column alias set not null", /^column cmk\.alias is/],
  ["alter table cmk add column more int", "alter table cmk drop column more", "column cmk.more was added"],
  [
    "alter table saved_query rename to saved_query_away",
    "alter table saved_query_away rename to saved_query",
    "table saved_query is missing",
    "table saved_query_away was added",
  ],
  [
    "alter table trace detach partition trace_beyond",
    "alter table trace attach partition trace_beyond default",
    'table trace_beyond is "r p" and not "r p partition of trace"',
  ],
  [
    "create function watch() returns event_trigger language plpgsql as 'begin end'; create event trigger watch on ddl_command_end execute function watch()",
    "drop event trigger watch; drop function watch()",
    "event trigger watch was added",
  ],
  [
    "create operator public.=@ (leftarg = text, rightarg = text, function = textne)",
    "drop operator public.=@ (text, text)",
    "operator =@(text,text) was added",
  ],
  ["alter sequence trace_id_seq increment by 2", "alter sequence trace_id_seq increment by 1", /^sequence trace_id_seq is /],
  [
    "alter type kms_jobs.job_state rename value 'failed' to 'lost'",
    "alter type kms_jobs.job_state rename value 'lost' to 'failed'",
    /^type kms_jobs\.job_state is /,
  ],
  [
    "insert into _prisma_migrations (id, checksum, finished_at, migration_name) values ('x', 'x', now(), '2099')",
    "delete from _prisma_migrations where id = 'x'",
    "migration 2099 is not known to this version",
  ],
];

describe("is found, and gone when it is undone:", () => {
  test.each(CHANGES.map((change) => ({ does: change[0], undoes: change[1], sentences: change.slice(2) })))(
    "$does",
    async ({ does, undoes, sentences }) => {
      await scratch.sql(does);
      const found = await look();
      await scratch.sql(undoes);
      for (const sentence of sentences) {
        if (typeof sentence === "string") expect(found).toContain(sentence);
        else expect(found, String(sentence)).toContainEqual(expect.stringMatching(sentence));
      }
      expect(await look()).toEqual([]);
    },
  );
});
