/** Adds keys to a product's database, with material of its token, past its quota: `make-keys.js DATABASE_URL DATA_DIR COUNT`. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { readEnv } from "#lib/base/env";
import type { MaterialBinding } from "#lib/domain/key";
import { openToken } from "#lib/hsm/pkcs11/open";
import { readTokenSettings } from "#lib/runtime/token/token-settings";

const [databaseUrl = "", dataDir = "", count = "0"] = process.argv.slice(2);
const ROWS = 1_000;

const hsm = await openToken(readTokenSettings(readEnv({ KMS_DATA_DIR: dataDir })));
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
const { rows } = await client.query<{ id: string; account_id: string }>("select id, account_id from project order by created_at limit 1");
const [project] = rows;
if (project === undefined) throw new Error("The database has no project.");
for (let made = 0; made < Number(count); made += ROWS) {
  const keys = await Promise.all(
    Array.from({ length: Math.min(ROWS, Number(count) - made) }, async () => {
      const keyId = randomUUID();
      const binding: MaterialBinding = {
        accountId: project.account_id,
        projectId: project.id,
        keyId,
        version: 0,
        spec: "AES_256",
        usage: "ENCRYPT_DECRYPT",
        origin: "kms",
      };
      return { keyId, ...(await hsm.generateMaterial(binding)) };
    }),
  );
  await client.query(
    `with made as (
       insert into cmk (id, account_id, project_id, alias, spec, usage, origin, state, created_at)
       select id, $2, $3, 'bench/' || id, 'AES_256', 'ENCRYPT_DECRYPT', 'kms', 'enabled', now() from unnest($1::text[]) id)
     insert into key_version (key_id, version, wrapped, binding_mac, domain_key, created_at)
       select id, 0, wrapped, mac, domain_key, now() from unnest($1::text[], $4::bytea[], $5::bytea[], $6::int[]) as r (id, wrapped, mac, domain_key)`,
    [
      keys.map((key) => key.keyId),
      project.account_id,
      project.id,
      keys.map((key) => key.wrapped),
      keys.map((key) => key.bindingMac),
      keys.map((key) => key.domainKey),
    ],
  );
}
await client.query("analyze cmk, key_version");
await client.end();
hsm.close();
