/** What lists cost: the rows that the database looks at, read from its own account of each statement. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "#lib/base/log";
import { takeDataDir } from "#lib/runtime/data-dir/take-data-dir";
import { prepareEmbeddedPostgres } from "#lib/runtime/postgres/embedded-postgres";
import { provisionDatabase } from "#lib/store/database/provision-database";
import { prepareSchema } from "../database/prepare-schema";
import { openStore, type Store } from "../open";
import type { KeyFilter } from "./key-filter";
import { countKeysThatMatch, listKeys, searchKeys } from "./key-list";

const KEYS = 2500;
const account = newId();
const oldProject = newId();
const newProject = newId();

let store: Store;
let stop: () => Promise<void>;

/** The statistics are those of a database in which the second project was still empty, as for a while after a bulk creation. */
beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "kms-key-list-"));
  const postgres = await prepareEmbeddedPostgres(await takeDataDir(dataDir), createLog("fatal", "test"));
  const server = postgres.launch();
  await postgres.becomeReady();
  await provisionDatabase(postgres.ownProvision);
  await prepareSchema(postgres.url, postgres.ownerUrl);
  // It settles how its tables are vacuumed, which is the owner's to do.
  store = await openStore(postgres.ownerUrl, { rememberedKeys: 100 });
  stop = async () => {
    await store.close();
    await new Promise<void>((resolve) => {
      server.once("exit", () => resolve());
      server.kill("SIGINT");
    });
    rmSync(dataDir, { recursive: true, force: true });
  };
  for (const table of ["cmk", "key_name", "key_terms", "tag"]) {
    await store.list(`alter table ${table} set (autovacuum_enabled = off)`, []);
  }
  await store.list("insert into account (id, name, created_at) values ($1, 'a', now())", [account]);
  for (const [id, name] of [
    [oldProject, "old"],
    [newProject, "new"],
  ]) {
    await store.list("insert into project (id, account_id, name, created_at) values ($1, $2, $3, now())", [id, account, name]);
  }
  await fill(oldProject);
  await store.list("analyze", []);
  await fill(newProject);
});
afterAll(() => stop());

const FILTERS: KeyFilter[] = [
  {},
  { search: "row" },
  { search: "5" },
  { search: "row-00012" },
  { alias: "row-000012" },
  { alias: "row-000012", search: "row", states: ["enabled"] },
  { alias: "Row-000012" },
  { alias: "row" },
  { states: ["enabled"] },
  { states: ["disabled"] },
  { states: ["enabled"], search: "row" },
  { states: ["disabled"], search: "row" },
  { specs: ["AES_256"], search: "row" },
  { specs: ["AES_256"], states: ["enabled"] },
  { specs: ["AES_256"], states: ["disabled"] },
  { specs: ["AES_256"], states: ["disabled"], search: "row" },
  { tags: [{ key: "half", values: [] }], states: ["enabled"] },
  { tags: [{ key: "half", values: ["yes"] }], search: "row" },
  { tags: [{ key: "half", values: ["no"] }], search: "row" },
  { aliasParts: ["row", "7"] },
];

test.each(FILTERS)("%j looks at each key of the project a few times at most, whatever the statistics say", async (filter) => {
  const counted = counting(store);
  counted.rows = 0;
  const all = await countKeysThatMatch(counted.store, newProject, filter);
  expect(counted.rows).toBeLessThan(20 * KEYS);
  for (const sort of ["created_desc", "created_asc", "alias_asc", "alias_desc"] as const) {
    let cursor = "";
    let back = "";
    let found = 0;
    do {
      counted.rows = 0;
      const page = await searchKeys(counted.store, newProject, filter, { sort, after: cursor, before: "", limit: 1000 });
      expect(counted.rows, `${sort} after ${found}`).toBeLessThan(40 * KEYS);
      found += page.keys.length;
      cursor = page.nextCursor;
      back = page.previousCursor;
    } while (cursor !== "");
    for (let rest = found - 1000; back !== ""; rest -= 1000) {
      counted.rows = 0;
      const page = await searchKeys(counted.store, newProject, filter, { sort, after: "", before: back, limit: 1000 });
      expect(counted.rows, `${sort} backwards, with ${rest} to go`).toBeLessThan(40 * KEYS);
      back = page.previousCursor;
    }
    expect(found).toBe(all);
  }
  counted.rows = 0;
  const { keys, total } = await listKeys(counted.store, newProject, filter, { offset: Math.max(0, all - 3), limit: 10 });
  expect([keys.length, total]).toEqual([Math.min(3, all), all]);
  expect(counted.rows).toBeLessThan(60 * KEYS);
});

describe("of conditions that thousands of keys meet each", () => {
  const wide = newId();
  const WIDE = 10_100;

  beforeAll(async () => {
    await store.list("insert into project (id, account_id, name, created_at) values ($1, $2, 'wide', now())", [wide, account]);
    await store.list(
      `insert into cmk (id, account_id, project_id, alias, spec, usage, origin, state, created_at)
       select gen_random_uuid()::text, $1, $2, case when n % 2 = 0 then 'even-' else 'odd-' end || lpad(n::text, 6, '0'), 'AES_256',
         'ENCRYPT_DECRYPT', 'kms', 'enabled', timestamptz '2026-01-01' + n * interval '1 millisecond' from generate_series(1, $3::int) n`,
      [account, wide, WIDE],
    );
    // Each tag is on all odd keys and on a few of the even ones.
    for (let from = 0; from < WIDE; from += 1000) {
      await store.list(
        `insert into tag (key_id, key) select id, tag from (select id, right(alias, 6)::int as number from cmk where project_id = $1) k
         cross join lateral (values ('often', number % 12 = 0), ('seldom', number % 40 = 0), ('far', number <= 20), ('never', false)) t (tag, few)
         where (number % 2 = 1 or few) and number > $2 and number <= $2 + 1000`,
        [wide, from],
      );
    }
  });

  test.each([
    ["often", (n: number) => n % 12 === 0],
    ["seldom", (n: number) => n % 40 === 0],
    ["far", (n: number) => n <= 20 && n % 2 === 0],
    ["never", () => false],
  ] as const)("those that meet all are found and counted: %s", async (tag, isMet) => {
    const numbers = Array.from({ length: WIDE }, (_, index) => index + 1).filter(isMet);
    for (const sort of ["created_desc", "created_asc", "alias_asc", "alias_desc"] as const) {
      const found: number[] = [];
      let cursor = "";
      do {
        const filter = { search: "even", tags: [{ key: tag, values: [] }] };
        const page = await searchKeys(store, wide, filter, { sort, after: cursor, before: "", limit: 50 });
        expect([page.matching, page.isExact]).toEqual([numbers.length, true]);
        found.push(...page.keys.map(({ alias }) => Number(alias.slice(-6))));
        cursor = page.nextCursor;
      } while (cursor !== "");
      expect(found).toEqual(sort.endsWith("desc") ? [...numbers].reverse() : numbers);
    }
  });
});

function newId(): string {
  return randomUUID().replaceAll("-", "");
}

async function fill(project: string): Promise<void> {
  await store.list(
    `insert into cmk (id, account_id, project_id, alias, spec, usage, origin, state, created_at)
     select gen_random_uuid()::text, $1, $2, 'row-' || lpad(n::text, 6, '0'), 'AES_256', 'ENCRYPT_DECRYPT', 'kms',
       case when n % 100 = 0 then 'disabled' else 'enabled' end, timestamptz '2026-01-01' + n * interval '1 millisecond'
     from generate_series(1, $3::int) n`,
    [account, project, KEYS],
  );
  await store.list("insert into tag (key_id, key, value) select id, 'half', 'yes' from cmk where project_id = $1 and alias like '%2'", [
    project,
  ]);
}

type PlanNode = {
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Join Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
};

/** The store, with all rows counted that any part of a plan gave or threw away. */
function counting(of: Store): { store: Store; rows: number } {
  const counted = {
    rows: 0,
    store: {
      ...of,
      async list(text: string, values: readonly unknown[]) {
        const [answer] = await of.list<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
          `explain (analyze, timing off, format json) ${text}`,
          values,
        );
        counted.rows += rowsOf((answer as NonNullable<typeof answer>)["QUERY PLAN"][0].Plan);
        return of.list(text, values);
      },
    } as Store,
  };
  return counted;
}

function rowsOf(node: PlanNode): number {
  const removed =
    (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Join Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  return (node["Actual Rows"] + removed) * node["Actual Loops"] + (node.Plans ?? []).reduce((sum, part) => sum + rowsOf(part), 0);
}
