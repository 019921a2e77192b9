/** That the work of a refused sign-in tells nothing: its statements are counted, and what they commit, not its time. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { hashPassword } from "#lib/iam/password";
import { passwordCounter } from "#lib/iam/throttle";
import { connect, sql, superuserUrl } from "../harness/database";
import { type InProcess, startInProcess } from "../harness/in-process";

const PASSWORD = "right-password-0";
let api: InProcess;
let watch: pg.Client;

beforeAll(async () => {
  api = await startInProcess(new Date());
  watch = await connect(api.dataDir);
  // Its own transactions would be counted too.
  const superuser = new pg.Client({ connectionString: superuserUrl(api.dataDir) });
  await superuser.connect();
  await superuser.query("alter system set autovacuum = off");
  await superuser.query("select pg_reload_conf()");
  await superuser.end();
  const [account] = await sql<{ id: string }>(api.dataDir, "select id from account");
  for (const name of ["open", "disabled", "waiting", "service"]) {
    const id = randomUUID().replaceAll("-", "");
    const passwordHash = name === "service" ? "" : await hashPassword(PASSWORD);
    await sql(
      api.dataDir,
      "insert into iam_user (id, account_id, name, password_hash, enabled, created_at) values ($1, $2, $3, $4, $5, now())",
      [id, account?.id, name, passwordHash, name !== "disabled"],
    );
    if (name !== "waiting") continue;
    const { id: counter, rule } = passwordCounter(id, { kind: "stranger", network: "192.0.2.1" });
    await sql(
      api.dataDir,
      "insert into throttle (id, rule, user_id, wrong, open_at, last_at) values ($1, $2, $3, 30, now() + interval '14 minutes', now())",
      [counter, rule, id],
    );
  }
});
afterAll(async () => {
  await watch.end();
  await api.stop();
});

/** How many transactions of this database have written something so far; looking does not count. */
async function writes(): Promise<bigint> {
  const { rows } = await watch.query<{ next: string }>("select pg_snapshot_xmax(pg_current_snapshot())::text as next");
  return BigInt(rows[0]?.next ?? "0");
}

/** @returns statements, and those of them that commit something, of one try */
async function workOf(name: string, domain: object, password: string) {
  const before = await writes();
  const query = vi.spyOn(pg.Client.prototype, "query");
  try {
    const status = await api.requestToken({
      auth: { identity: { methods: ["password"], password: { user: { name, domain, password } } } },
    });
    const statements = query.mock.calls.filter(([what]) => what !== undefined).length;
    query.mockRestore();
    return { status, statements, commits: Number((await writes()) - before) };
  } finally {
    query.mockRestore();
  }
}

test("a sign-in costs the same statements and commits for an unknown, open, disabled and waiting user, the first time and later", async () => {
  const here = { name: "default" };
  const tries: [string, object, string][] = [
    ["nobody", here, "wrong"],
    ["open", here, "wrong"],
    ["disabled", here, PASSWORD],
    ["waiting", here, PASSWORD],
    ["service", here, "wrong"],
    ["open", { name: "nowhere" }, PASSWORD],
    ["open", { id: "nowhere" }, PASSWORD],
  ];
  // What a process asks once only is asked before.
  await workOf("somebody", here, "wrong");
  for (let round = 0; round < 2; round += 1) {
    for (const [name, domain, password] of tries) {
      expect([name, await workOf(name, domain, password)]).toEqual([name, { status: 401, statements: 3, commits: 2 }]);
    }
  }
});

test("a right sign-in is no such thing: the count can fail", async () => {
  const { status, statements } = await workOf("open", { name: "default" }, PASSWORD);
  expect(status).toBe(201);
  expect(statements).toBeGreaterThan(3);
});
