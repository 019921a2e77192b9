/** 100 keys against 100,000, each used at random: with material that is warm in the token, and with material used for the first time. */

import { type ApiClient, signIn } from "../e2e/harness/api-client";
import { sql } from "../e2e/harness/database";
import { sealAnew } from "../e2e/harness/honest-sql";
import { startProduct } from "../e2e/harness/product";
import { fillWithKeys } from "./fill-with-keys";
import { type Load, type LoadResult, runLoad } from "./load";

const KEYS = 100_000;
const FEW = 100;
const CONNECTIONS = 32;
const MS = 8_000;

export type ManyKeys = { readonly few: LoadResult; readonly cold: LoadResult; readonly warm: LoadResult };

/** One worker, so that every key is warm after one use of each. @param text of one message */
export async function measureManyKeys(text: string): Promise<ManyKeys> {
  const product = await startProduct({ KMS_ACCOUNT: "bench", KMS_RATE_LIMIT: "0", KMS_WORKERS: "1", KMS_WARM_KEYS: String(KEYS + FEW) });
  try {
    const who = { account: product.account, name: "admin", password: product.adminPassword };
    const api = await signIn(product.apiUrl, who, { project: { name: product.region } });
    fillWithKeys(product.dataDir, KEYS);
    await sealAnew(product.dataDir);
    const keys = (await sql<{ id: string }>(product.dataDir, "select id from cmk order by random()")).map(({ id }) => id);
    const use = (choose: (number: number) => number) => encryptWith(api, text, (number) => keys[choose(number)] as string);
    await runLoad(
      use((number) => number % FEW),
      CONNECTIONS,
      MS,
    );
    const few = await runLoad(
      use(() => Math.floor(Math.random() * FEW)),
      CONNECTIONS,
      MS,
    );
    // Each key once, in an order that the database does not know, until all are warm.
    let next = FEW;
    const cold = await runLoad({ ...use(() => Math.min(KEYS - 1, next++)), until: () => next >= KEYS - CONNECTIONS }, CONNECTIONS, 600_000);
    const warm = await runLoad(
      use(() => Math.floor(Math.random() * KEYS)),
      CONNECTIONS,
      MS,
    );
    return { few, cold, warm };
  } finally {
    await product.stop();
  }
}

export function encryptWith({ apiUrl, projectId, token }: ApiClient, text: string, keyOf: (number: number) => string): Load {
  return {
    url: `${apiUrl}/v1.0/${projectId}/kms/encrypt-data`,
    headers: { "Content-Type": "application/json", "X-Auth-Token": token },
    body: (number) => JSON.stringify({ key_id: keyOf(number), plain_text: text }),
  };
}
