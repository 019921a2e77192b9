/**
 * Thousands of keys in a project, made as rows: copies of one real key under other IDs and aliases, newest last. They can be listed,
 * tagged and change their state; they have no material, so nothing can be encrypted with them.
 */
import type { ApiClient } from "./api-client";
import { sql } from "./database";
import type { SharedProduct } from "./shared-product";

/** @param prefix of the aliases, which end in a number of six digits */
export async function makeManyKeys(
  product: Pick<SharedProduct, "dataDir">,
  client: ApiClient,
  number: number,
  prefix: string,
): Promise<void> {
  const model = await client.createKey(`${prefix}-model`);
  await sql(
    product.dataDir,
    `insert into cmk
       select (jsonb_populate_record(cmk, jsonb_build_object(
         'id', gen_random_uuid(),
         'alias', $2 || '-' || lpad(n::text, 6, '0'),
         'created_at', created_at + n * interval '1 millisecond'
       ))).*
       from cmk, generate_series(1, $3::int) n where cmk.id = $1`,
    [model, prefix, number],
  );
}
