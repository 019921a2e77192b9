/** Making grants and their parties for a test, by the wire. */
import { randomBytes, randomUUID } from "node:crypto";
import type { ApiClient } from "./api-client";
import { sql } from "./database";
import type { SharedProduct } from "./shared-product";
import type { Tenant } from "./tenant";

export const ALL_GRANTABLE = [
  "create-datakey",
  "create-datakey-without-plaintext",
  "encrypt-datakey",
  "decrypt-datakey",
  "describe-key",
  "create-grant",
  "retire-grant",
  "encrypt-data",
  "decrypt-data",
];

/** Makes a grant and gives its ID. */
export async function grantTo(
  issuer: ApiClient,
  keyId: string,
  grantee: string,
  operations: readonly string[],
  more: Record<string, unknown> = {},
): Promise<string> {
  const reply = await issuer.call("create-grant", { key_id: keyId, grantee_principal: grantee, operations, ...more });
  if (reply.status !== 200) throw new Error(`create-grant: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body.grant_id;
}

/** Another project of the tenant's account, for `makeTenant` to make a user in. */
export async function makeProject(product: SharedProduct, { account, accountId }: Tenant, region = "eu-de") {
  const projectId = randomUUID().replaceAll("-", "");
  const projectName = `${region}_${randomBytes(4).toString("hex")}`;
  await sql(product.dataDir, "insert into project (id, account_id, name, created_at) values ($1, $2, $3, now())", [
    projectId,
    accountId,
    projectName,
  ]);
  return { account, accountId, projectId, projectName };
}
