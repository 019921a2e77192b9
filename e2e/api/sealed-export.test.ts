/** Sealed exports, as whoever may see a part of the trail gets them: both verifiers accept them, and of others they hold nothing but hashes. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { sql } from "../harness/database";
import { isPythonSkipped, PYTHON, PYTHON_MISSING } from "../harness/openstack-python";
import { makeTenant, type Tenant } from "../harness/tenant";
import { type LogVerifier, openLogVerifier } from "../harness/verify-log";

const product = inject("product");
let owner: Tenant;
let neighbour: Tenant;
let limited: Tenant;
let keys: string[];
let verifier: LogVerifier;

type Row = { readonly trace_id: string; readonly project_id: string; readonly resource_id: string; readonly trace_name: string };
const rowsOf = (file: string): Row[] => file.split("\n").flatMap((line) => (line.startsWith('{"access_key":') ? [JSON.parse(line)] : []));
const exportOf = async ({ client }: Tenant, filter: object = {}): Promise<string> => {
  const { status, body, headers } = await client.call("export-traces", filter);
  expect([status, headers.get("content-type")]).toEqual([200, "application/x-ndjson; charset=utf-8"]);
  return body;
};

beforeAll(async () => {
  if (PYTHON === undefined && !isPythonSkipped) throw new Error(PYTHON_MISSING);
  [owner, neighbour] = [await makeTenant(product), await makeTenant(product)];
  limited = await makeTenant(product, [], owner);
  const policy = randomBytes(16).toString("hex");
  await sql(
    product.dataDir,
    `insert into policy (id, account_id, name, display_name, type, description, document, created_at, updated_at)
     values ($1, $2, 'custom_' || $1 || '_held', $1, 'XA', '', $3, now(), now())`,
    [
      policy,
      owner.accountId,
      JSON.stringify({
        Version: "1.1",
        Statement: [{ Effect: "Allow", Action: ["kms:trace:list"], Resource: ["KMS:*:*:alias:sealed-1"] }],
      }),
    ],
  );
  await sql(
    product.dataDir,
    `insert into role_assignment (id, group_id, role, policy_id, scope, project_id)
     select $1, group_id, '', $1, 'project', $2 from group_member where user_id = $3`,
    [policy, limited.projectId, limited.userId],
  );
  keys = [await owner.client.createKey("sealed-1"), await owner.client.createKey("sealed-2")];
  const other = await neighbour.client.createKey("sealed-other");
  for (let n = 0; n < 40; n += 1) {
    await owner.client.call("encrypt-data", { key_id: keys[n % 2], plain_text: n % 7 === 0 ? "" : "x" });
    if (n % 5 === 0) await neighbour.client.call("encrypt-data", { key_id: other, plain_text: "x" });
  }
  verifier = openLogVerifier((await owner.client.send("GET", `/v1.0/${owner.projectId}/kms/audit-key`)).body.pem);
});
afterAll(() => verifier.end());

/** @returns its rows */
function requireVerified(file: string): Row[] {
  const rows = rowsOf(file);
  const own = verifier.verify(file);
  expect(own).toMatchObject({ code: 0, text: expect.stringContaining(`${rows.length} rows, `) });
  if (!isPythonSkipped) expect(verifier.verifyInPython(file)).toMatchObject({ code: 0 });
  return rows;
}

async function listed({ client }: Tenant, filter: object): Promise<string[]> {
  const { traces } = (await client.call("list-traces", { limit: 1_000, ...filter })).body;
  return traces.map(({ trace_id }: Row) => trace_id).reverse();
}

test("a project's is whole: all that was written before, in the order of the log", async () => {
  const before = await listed(owner, {});
  const rows = requireVerified(await exportOf(owner));
  expect(rows.map(({ trace_id }) => trace_id)).toEqual(expect.arrayContaining(before));
  expect(rows.every(({ project_id }) => project_id === owner.projectId)).toBe(true);
});

test.each<[string, () => object]>([
  ["by key", () => ({ resource_id: keys[0] })],
  ["by name and outcome", () => ({ trace_name: ["encryptData", "createKey"], outcome: "warning" })],
  ["by what it is not", () => ({ not_trace_name: "encryptData", caller_id: owner.userId, to: Date.now() - 1 })],
  ["that finds nothing", () => ({ from: 1, to: 2 })],
])("one with a filter %s verifies, and shows what the list shows", async (_, filter) => {
  const given = filter();
  const rows = requireVerified(await exportOf(owner, given));
  expect(rows.map(({ trace_id }) => trace_id).sort()).toEqual((await listed(owner, given)).sort());
});

test("whoever may see certain keys has rows of those alone", async () => {
  const rows = requireVerified(await exportOf(limited));
  expect(rows.length).toBeGreaterThanOrEqual(21);
  expect(new Set(rows.map(({ resource_id }) => resource_id))).toEqual(new Set([keys[0]]));
});

test("a neighbour's holds nothing of others but hashes", async () => {
  const file = await exportOf(neighbour);
  const rows = requireVerified(file);
  expect(rows.length).toBeGreaterThanOrEqual(9);
  for (const secret of [owner.projectId, owner.accountId, owner.userId, owner.userName, ...keys]) expect(file).not.toContain(secret);
  for (const line of file.split("\n").slice(1)) expect(line).toMatch(/^(?:\{"(?:access_key|hidden|tile|checkpoint)":.*\})?$/);
});

test("cut off or with a row less, more or changed it does not verify", async () => {
  const file = await exportOf(owner);
  const lines = file.trimEnd().split("\n");
  const place = lines.findIndex((line) => line.includes('"trace_name":"encryptData"'));
  const damaged = [
    lines.slice(0, -1),
    lines.filter((_, at) => at !== place),
    lines.flatMap((line, at) => (at === place ? [line, line] : [line])),
    lines.map((line, at) =>
      at === place ? line.replace('"outcome":"normal"', '"outcome":"incident"').replace('"warning"', '"normal"') : line,
    ),
  ];
  for (const some of damaged) {
    const text = `${some.join("\n")}\n`;
    expect(verifier.verify(text)).toMatchObject({ code: 1, text: expect.stringMatching(/^NOT VERIFIED: .*(?:index|cut off)/) });
    if (!isPythonSkipped) expect(verifier.verifyInPython(text).code).not.toBe(0);
  }
});
