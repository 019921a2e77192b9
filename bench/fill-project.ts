/** Projects full of keys and tags as rows, without material: for what lists, finds and changes keys and uses none. */
import { randomBytes } from "node:crypto";
import { type ApiClient, signIn } from "../e2e/harness/api-client";
import { connect } from "../e2e/harness/database";
import { sealAnew } from "../e2e/harness/honest-sql";
import type { Product } from "../e2e/harness/product";

const BATCH = 5_000;
const WORDS = ["orders", "billing", "payments", "archive", "backup"];

/**
 * Makes a project with keys, and three tags on each: `env` of 3 values, `team` of 50, and `cost` of one value for ten keys.
 * @returns a client of it
 */
export async function fillProject(product: Product, keys: number): Promise<ApiClient> {
  const [id, name] = [randomBytes(16).toString("hex"), `${product.region}_${keys}_${randomBytes(3).toString("hex")}`];
  const client = await connect(product.dataDir);
  try {
    await client.query("insert into project (id, account_id, name, created_at) select $1, id, $2, now() from account where name = $3", [
      id,
      name,
      product.account,
    ]);
    for (let from = 0; from < keys; from += BATCH) {
      await client.query(
        `insert into cmk (id, account_id, project_id, alias, spec, usage, origin, state, created_at)
         select gen_random_uuid()::text, account_id, id, ($2::text[])[1 + n % 5] || '-key-' || lpad(n::text, 6, '0'),
           'AES_256', 'ENCRYPT_DECRYPT', 'kms', 'enabled', now() + n * interval '1 millisecond'
         from project cross join generate_series($3::int, $4::int) n where id = $1`,
        [id, WORDS, from + 1, Math.min(keys, from + BATCH)],
      );
      await client.query(
        `insert into tag (key_id, key, value) select id, t.key, t.value
         from (select id, right(alias, 6)::int as n from cmk where project_id = $1 and right(alias, 6)::int between $2 and $3) k,
         lateral (values ('env', (array['prod', 'test', 'dev'])[1 + n % 3]), ('team', 'team-' || n % 50), ('cost', 'c' || n / 10)) t (key, value)`,
        [id, from + 1, from + BATCH],
      );
    }
    await sealAnew(product.dataDir);
    await client.query("analyze cmk, tag, key_terms, key_name, project, integrity_seal");
  } finally {
    await client.end();
  }
  const who = { account: product.account, name: "admin", password: product.adminPassword };
  return signIn(product.apiUrl, who, { project: { name } });
}
