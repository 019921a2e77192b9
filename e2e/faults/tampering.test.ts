/**
 * Whoever owns the database writes whatever comes to mind, while the product works: nobody gets an answer that the honest database would
 * not have given. What the honest one would have given, a twin tells that nobody touches.
 */
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../harness/database";
import { type Product, startProduct } from "../harness/product";
import { Rounds } from "../tampering/rounds";
import { History, readRows, readTables, type Table } from "../tampering/rows";
import { makeWorld } from "../tampering/world";

/** How many there are to be; without it as many as there is time for. */
const WANTED = Number(process.env.KMS_TAMPERINGS ?? "300");
const BUDGET_MS = Number(process.env.KMS_TAMPERING_SECONDS ?? (process.env.KMS_TAMPERINGS === undefined ? "30" : "Infinity")) * 1_000;
/** The same seed thinks of the same tamperings, as far as the database lets it. */
const SEED = Number(process.env.KMS_TAMPERING_SEED ?? Math.floor(Math.random() * 1_000_000));
/** So often it is looked whether all is as it was before. */
const SOUND_EVERY = 20;
const FINDINGS_AT_MOST = 10;
const PATIENCE_MS = 180_000 + WANTED * 3_000;

let product: Product;
let client: pg.Client;
let rounds: Rounds;
beforeAll(async () => {
  product = await startProduct({ KMS_QUOTA_KEYS: "1000" });
  client = await connect(product.dataDir);
  client.on("error", () => {});
  const tables = await readTables(client);
  await dropChecks(tables);
  const history = new History(tables);
  const later = () => new Date(Date.now() + 60_000);
  const world = await makeWorld(product, async (accounts) => history.keep(await readRows(client, accounts, later())));
  const twin = await makeWorld(product, async () => {});
  rounds = new Rounds(product, client, history, world, twin);
  expect(await rounds.compare()).toEqual([]);
}, 180_000);
afterAll(async () => {
  await client?.end();
  await product?.stop();
});

/** An owner is bound by no rule of the tables. */
async function dropChecks(tables: ReadonlyMap<string, Table>): Promise<void> {
  const { rows } = await client.query<{ drop: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop from pg_constraint
     where contype = 'c' and conrelid = any($1::text[]::regclass[])`,
    [[...tables.keys()]],
  );
  for (const { drop } of rows) await client.query(drop);
}

describe("what forbids, and is removed with all that is written of it and its seal, is missed where another row names it:", () => {
  const encrypt = "guarded: encrypt under main";
  test("a policy that denies", async () => {
    const removed = await rounds.without([rounds.world.policies.guard as string], ["policy", "integrity_seal"], [encrypt]);
    expect(removed).toEqual([[encrypt, 403, 500]]);
  });

  test("a group that holds it", async () => {
    const tables = ["iam_group", "role_assignment", "integrity_seal"];
    expect(await rounds.without([rounds.world.groups.guarded as string], tables, [encrypt])).toEqual([[encrypt, 403, 500]]);
  });

  test("a project that is disabled, and a session that was left alone for too long", async () => {
    const [closed, idle] = ["closed: encrypt under closed", "idle: encrypt under main"];
    expect(await rounds.without([rounds.world.closedProject], ["project", "integrity_seal"], [closed])).toEqual([[closed, 403, 500]]);
    expect(await rounds.without([rounds.world.people.away?.id as string], ["session"], [idle])).toEqual([[idle, 401, 500]]);
  });
});

test("a grant for somebody of elsewhere does not count again when the key's project is set to enabled", async () => {
  const question = "stranger: encrypt under closed";
  expect(await rounds.having("project", rounds.world.closedProject, { enabled: true }, [question])).toEqual([[question, 404, 500]]);
});

test(
  `random tamperings give nobody an answer that the honest database would not have given (KMS_TAMPERING_SEED=${SEED})`,
  async () => {
    const until = Date.now() + BUDGET_MS;
    for (let round = 0; rounds.tamperings < WANTED && rounds.findings.length < FINDINGS_AT_MOST && Date.now() < until; round += 1) {
      await rounds.play(SEED, round);
      if (round % SOUND_EVERY === SOUND_EVERY - 1) {
        expect([round, await rounds.compare()]).toEqual([round, []]);
        console.log(`${rounds.tamperings} tamperings with seed ${SEED}, ${rounds.findings.length} findings`);
      }
    }
    expect(rounds.findings).toEqual([]);
    expect(await rounds.compare()).toEqual([]);
    expect(rounds.tamperings).toBeGreaterThan(0);
  },
  PATIENCE_MS,
);
