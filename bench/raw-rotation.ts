/**
 * The floors of rotation, straight through the token and `pg`, in batches like the product's: `raw-rotation.js DATABASE_URL DATA_DIR COUNT`
 * prints JSON with keys per second. `bare`: material made and wrapped in the token, version rows inserted. `whole`: the same, with the
 * update of the keys and a trace each, in the transaction. The keys are copies, in a schema that is dropped again.
 */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { readEnv } from "#lib/base/env";
import { openToken } from "#lib/hsm/pkcs11/open";
import { readTokenSettings } from "#lib/runtime/token/token-settings";
import { settle } from "./settle";

const [databaseUrl = "", dataDir = "", count = "0"] = process.argv.slice(2);
const BATCH = 125;

const hsm = await openToken(readTokenSettings(readEnv({ KMS_DATA_DIR: dataDir })));
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
await client.query("drop schema if exists raw cascade; create schema raw");
for (const table of ["cmk", "key_version", "trace"]) await client.query(`create table raw.${table} (like public.${table} including all)`);
// As large as the product's own, since what is written goes to random places in them.
await client.query(
  "insert into raw.cmk select * from public.cmk; insert into raw.key_version select * from public.key_version where version = 0",
);
await client.query("vacuum analyze raw.cmk, raw.key_version");
await settle(dataDir);
const { rows } = await client.query<{ id: string; account_id: string; project_id: string }>(
  "select id, account_id, project_id from raw.cmk order by random() limit $1",
  [2 * Number(count)],
);

async function rotate(keys: typeof rows, isWhole: boolean): Promise<void> {
  const made = [];
  for (const { id, account_id: accountId, project_id: projectId } of keys) {
    const place = { accountId, projectId, keyId: id, version: 1 };
    made.push(await hsm.generateMaterial({ ...place, spec: "AES_256", usage: "ENCRYPT_DECRYPT", origin: "kms" }));
  }
  const ids = keys.map(({ id }) => id);
  if (isWhole) await client.query("begin");
  await client.query(
    `insert into raw.key_version (key_id, version, wrapped, binding_mac, created_at)
     select id, 1, wrapped, mac, now() from unnest($1::text[], $2::bytea[], $3::bytea[]) as r (id, wrapped, mac)`,
    [ids, made.map(({ wrapped }) => wrapped), made.map(({ bindingMac }) => bindingMac)],
  );
  if (!isWhole) return;
  await client.query(
    `update raw.cmk set primary_version = 1, rotation_count = rotation_count + 1, last_rotation_at = now(),
       rotation_interval = 30, next_rotation_at = now() + interval '30 days' where id = any($1)`,
    [ids],
  );
  await client.query(
    `insert into raw.trace (time, account_id, project_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name,
       resource_type, resource_id, alias, outcome, error_code, details)
     select now(), $3, $4, 'system', '', 'Key Management Service', 'system', '', r.request, 'rotateKey', 'cmk', r.id, 'bench', 'normal', '', '{"version": 1}'
     from unnest($1::text[], $2::text[]) as r (id, request)`,
    [ids, ids.map(() => randomBytes(16).toString("hex")), keys[0]?.account_id, keys[0]?.project_id],
  );
  await client.query("commit");
}

/** Keys per second. */
async function measure(keys: typeof rows, isWhole: boolean): Promise<number> {
  const started = performance.now();
  for (let from = 0; from < keys.length; from += BATCH) await rotate(keys.slice(from, from + BATCH), isWhole);
  return (keys.length * 1000) / (performance.now() - started);
}

const bare = await measure(rows.slice(0, Number(count)), false);
const whole = await measure(rows.slice(Number(count)), true);
await client.query("drop schema raw cascade");
await client.end();
await hsm.close();
process.stdout.write(`${JSON.stringify({ bare, whole })}\n`);
