/**
 * Lists and searches of 100,000 keys with 300,000 tags against those of 1,000 keys with 3,000, in the same database. The two take
 * turns, since the speed of a shared machine changes from minute to minute.
 */
import type { ApiClient } from "../e2e/harness/api-client";
import { childrenOf } from "../e2e/harness/processes";
import type { Product } from "../e2e/harness/product";
import { fillProject } from "./fill-project";
import { quantile } from "./load";
import { residentBytes } from "./memory";

const FEW = 1_000;
const MANY = 100_000;
const WARM_UP = 10;
const ROUNDS = 40;

export type ListRow = {
  readonly what: string /** Milliseconds, median. */;
  readonly few: number;
  readonly many: number;
  readonly goal: string;
};
export type ListFigures = { readonly rows: readonly ListRow[]; readonly exportGrowth: number; readonly exportSeconds: number };

type Place = { readonly api: ApiClient; readonly later: string; readonly laterByAlias: string };
type Question = readonly [what: string, ask: (place: Place) => Promise<unknown>, goal: string];

const GOAL = "≤ 2";
const tag = (key: string, ...values: string[]) => ({ key, values });
const searched =
  (input: object) =>
  ({ api }: Place) =>
    ok(api, "search-keys", input);

const QUESTIONS: readonly Question[] = [
  ["first page", searched({}), GOAL],
  ["first page by alias", searched({ sort: "alias_asc" }), GOAL],
  ["a page after two thirds", ({ api, later }) => ok(api, "search-keys", { cursor: later }), GOAL],
  [
    "a page after two thirds by alias",
    ({ api, laterByAlias }) => ok(api, "search-keys", { sort: "alias_asc", cursor: laterByAlias }),
    GOAL,
  ],
  ["two tags, 1 key and 1", searched({ tags: [tag("team", "team-7"), tag("cost", "c20")] }), GOAL],
  ["two tags, 7 keys and 667", searched({ tags: [tag("team", "team-7"), tag("env", "prod")] }), GOAL],
  ["two tags, 667 keys and 66,667", searched({ tags: [tag("team"), tag("env", "prod", "test")] }), GOAL],
  ["two tags, none", searched({ tags: [tag("env", "prod"), tag("cost", "none")] }), GOAL],
  ["one tag with two values, 40 keys and 4,000", searched({ tags: [tag("team", "team-1", "team-2")] }), GOAL],
  ["alias, 1 key", searched({ search: "key-000500" }), GOAL],
  ["alias, 200 keys and 20,000", searched({ search: "Billing" }), GOAL],
  ["alias, none", searched({ search: "nothing" }), GOAL],
  ["alias, two characters, none", searched({ search: "zq" }), GOAL],
  ["alias, two characters, 800 keys and 80,000", searched({ search: "s-" }), GOAL],
  ["alias and tag, 66 keys and 6,667", searched({ search: "billing", tags: [tag("env", "prod")] }), ""],
  ["a state that no key has", searched({ key_states: ["4"] }), GOAL],
  ["list-keys, first page", ({ api }) => ok(api, "list-keys", { limit: 50 }), ""],
  ["list-keys, offset two thirds", ({ api }) => ok(api, "list-keys", { limit: 50, marker: isLarge(api) ? 66_667 : 667 }), ""],
  ["list-keys of a state", ({ api }) => ok(api, "list-keys", { limit: 50, key_state: 2 }), ""],
  ["search by tags on the wire, 7 keys and 667", ({ api }) => byTags(api, "filter", tag("team", "team-7"), tag("env", "prod")), ""],
  ["count by tag on the wire, 333 keys and 33,333", ({ api }) => byTags(api, "count", tag("env", "prod")), ""],
  ["tags of the project, 153 and 10,053 different", ({ api }) => ok(api, "tags"), ""],
];

/** Projects with many keys. */
const large = new Set<string>();
const isLarge = ({ projectId }: ApiClient) => large.has(projectId);

function byTags(api: ApiClient, action: string, ...tags: object[]): Promise<unknown> {
  return ok(api, "resource_instances/action", { action, tags });
}

/** By a plain client, which looks at nothing but the status: the tests' own holds every reply against the document. */
async function ok({ apiUrl, projectId, token }: ApiClient, verb: string, input?: object): Promise<{ next_cursor: string }> {
  const reply = await fetch(`${apiUrl}/v1.0/${projectId}/kms/${verb}`, {
    method: input === undefined ? "GET" : "POST",
    headers: { "Content-Type": "application/json", "X-Auth-Token": token },
    ...(input !== undefined && { body: JSON.stringify(input) }),
  });
  if (reply.status !== 200) throw new Error(`${verb}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as { next_cursor: string };
}

export async function measureLists(product: Product): Promise<ListFigures> {
  const few = await prepare(await fillProject(product, FEW), FEW);
  const many = await prepare(await fillProject(product, MANY), MANY);
  const rows: ListRow[] = [];
  for (const [what, ask, goal] of QUESTIONS) {
    const times: { few: number[]; many: number[] } = { few: [], many: [] };
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      for (const [name, place] of [
        ["few", few],
        ["many", many],
      ] as const) {
        const started = performance.now();
        await ask(place);
        if (round >= 0) times[name].push(performance.now() - started);
      }
    }
    rows.push({ what, few: median(times.few), many: median(times.many), goal });
  }
  return { rows, ...(await measureExport(product, many.api)) };
}

async function prepare(api: ApiClient, keys: number): Promise<Place> {
  if (keys === MANY) large.add(api.projectId);
  return {
    api,
    later: await cursorAfter(api, "created_desc", (keys * 2) / 3),
    laterByAlias: await cursorAfter(api, "alias_asc", (keys * 2) / 3),
  };
}

async function cursorAfter(api: ApiClient, sort: string, keys: number): Promise<string> {
  let cursor = "";
  for (let seen = 0; seen < keys; seen += 500) cursor = (await ok(api, "search-keys", { sort, cursor, limit: 500 })).next_cursor;
  return cursor;
}

/** All keys, as the console exports them; twice, so that what every worker keeps of its first thousand rows is not counted. */
async function measureExport(product: Product, api: ApiClient): Promise<{ exportGrowth: number; exportSeconds: number }> {
  const resident = () => childrenOf(product.pid, "api-worker").reduce((sum, { pid }) => sum + residentBytes(pid), 0);
  const readAll = async (pages: number) => {
    let peak = resident();
    let cursor = "";
    for (let page = 0; page < pages; page += 1) {
      cursor = (await ok(api, "search-keys", { cursor, limit: 1000 })).next_cursor;
      peak = Math.max(peak, resident());
      if (cursor === "") break;
    }
    return peak;
  };
  await readAll(10);
  const before = resident();
  const started = performance.now();
  const peak = await readAll(MANY / 1000);
  return { exportGrowth: (peak - before) / 1e6, exportSeconds: (performance.now() - started) / 1000 };
}

function median(times: number[]): number {
  return quantile(
    times.sort((a, b) => a - b),
    0.5,
  );
}
