/** What is written of all books, on a real PostgreSQL, while others change them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Household, makeHousehold, makeKey, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";
import { insertTracesIn } from "../traces/traces";
import { dumpState } from "./dump-state";

let scratch: ScratchStore;
let home: Household;
beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
}, 120_000);
afterAll(() => scratch.stop());

type Line = {
  readonly format?: string;
  readonly settled?: string;
  readonly book?: string;
  readonly number?: string;
  readonly rows?: readonly { readonly table: string; readonly row: string; readonly meaning?: string; readonly digest?: string }[];
  readonly books?: number;
};

async function exported(whileWriting: (text: string) => Promise<void> = async () => {}): Promise<Line[]> {
  let all = "";
  await dumpState(scratch.store, async (text) => {
    all += text;
    await whileWriting(text);
  });
  expect(all.endsWith("\n")).toBe(true);
  return all
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

test("before anything was traced nothing is settled, and all that there is is told all the same", async () => {
  await scratch.sql("select setval('trace_id_seq', 1, false)");
  const [first, ...rest] = await exported();
  expect(first).toEqual({ format: "kms-state/1", settled: "0" });
  expect(rest.at(-1)).toEqual({ books: rest.length - 1 });
  expect(rest.map(({ book }) => book)).toContain(`user/${home.userId}`);
});

test("whoever has drawn a smaller number is waited for, and what they changed is in it", async () => {
  await scratch.store.insertTraces([{ row: traceOf(home), proof: null }]);
  let end: () => void = () => {};
  const mayEnd = new Promise<void>((resolve) => {
    end = resolve;
  });
  let begun: () => void = () => {};
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const change = scratch.store.transactSql(async (run) => {
    await insertTracesIn(run, [traceOf(home)]);
    await run("update iam_group set description = 'settled' where id = $1", [home.groupId]);
    begun();
    await mayEnd;
  });
  await hasBegun;
  await scratch.store.insertTraces([{ row: traceOf(home), proof: null }]);
  let isDone = false;
  const exporting = exported().finally(() => {
    isDone = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(isDone).toBe(false);
  end();
  await change;
  const [first, ...lines] = await exporting;
  const [{ last } = {}] = await scratch.sql<{ last?: string }>("select max(id)::text as last from trace");
  expect(first?.settled).toBe(last);
  const group = lines.find(({ book }) => book === `group/${home.groupId}`);
  expect(group?.rows?.[0]?.meaning).toContain('"settled"');
});

test("all lines are of the moment at which the first was written, whatever is changed meanwhile", async () => {
  const key = await makeKey(scratch, home);
  await scratch.store.insertTraces([{ row: traceOf(home), proof: null }]);
  let isChanged = false;
  const lines = await exported(async (text) => {
    // People come before keys.
    if (isChanged || !text.includes('"book":"account/')) return;
    isChanged = true;
    await scratch.sql("update cmk set description = 'changed' where id = $1", [key.id]);
    await makeKey(scratch, home);
  });
  expect(isChanged).toBe(true);
  const keys = lines.filter(({ book }) => book?.startsWith("key/"));
  expect(keys.map(({ book }) => book)).toEqual([`key/${key.id}`]);
  expect(keys[0]?.rows?.map(({ table, row }) => [table, row])).toEqual([
    ["cmk", key.id],
    ["key_version", "0"],
  ]);
  expect(JSON.stringify(keys)).not.toContain("changed");
});

test("rows of what there is not are told too, with no number, whatever stands in them", async () => {
  const name = 'a "quoted" \\ name,\u2028 \u{1f511}\n';
  const orphan = "insert into tag (key_id, key, value, project_id) values";
  await scratch.sql(
    `begin; set local session_replication_role = replica; ${orphan} ('~gone', E'${name.replaceAll("\\", "\\\\")}', '', ''); commit`,
  );
  const found = (await exported()).find(({ book }) => book === "key/~gone");
  expect(found).toEqual({ book: "key/~gone", number: "0", rows: [{ table: "tag", row: name, meaning: '["", ""]' }] });
});
