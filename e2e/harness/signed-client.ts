/** A client that signs its requests with an access key (variant A of the reference), as the SDKs of this API family do. */
import { randomBytes, randomUUID } from "node:crypto";
import { hashPassword } from "#lib/iam/password";
import { type ApiClient, type Reply, signIn } from "./api-client";
import { sql } from "./database";
import { sendRaw } from "./send-raw";
import type { SharedProduct } from "./shared-product";
import { type AccessKey, sign, type ToSign, type Variant } from "./signer";
import type { Tenant } from "./tenant";

export class SignedClient {
  constructor(
    readonly apiUrl: string,
    readonly key: AccessKey,
    /** Of the paths of `call`, and of the signed header X-Project-Id; "" for none. */
    readonly projectId: string,
    readonly variant: Variant = "A",
  ) {}

  /** @param more what to sign otherwise, for example at another time; its headers are signed as well */
  send(method: string, path: string, body?: string, more: Partial<ToSign> = {}): Promise<Reply> {
    const target = more.query ? `${path}?${new URLSearchParams(more.query.map(([name, value]) => [name, value]))}` : path;
    return sendRaw(this.apiUrl, method, target, this.sign(method, path, body, more), body);
  }

  /** The headers of a request, signed. */
  sign(method: string, path: string, body?: string, more: Partial<ToSign> = {}): Record<string, string> {
    const headers = {
      Host: new URL(this.apiUrl).host,
      "Content-Type": "application/json",
      ...(this.projectId !== "" && { "X-Project-Id": this.projectId }),
      ...more.headers,
    };
    return sign(this.key, this.variant, { method, path, ...(body !== undefined && { body }), ...more, headers });
  }

  /** `verb` as in the reference, for example `create-key`. */
  call(verb: string, input: unknown = {}): Promise<Reply> {
    return this.send("POST", `/v1.0/${this.projectId}/kms/${verb}`, JSON.stringify(input));
  }
}

/** Makes an access key for the tenant's user over the API, as a security administrator of its account would. */
export async function makeAccessKey(product: SharedProduct, tenant: Tenant): Promise<AccessKey> {
  const admin = await signInSecurityAdministrator(product, tenant);
  const input = { credential: { user_id: tenant.userId, description: "test" } };
  const reply = await admin.send("POST", "/v3.0/OS-CREDENTIAL/credentials", JSON.stringify(input));
  if (reply.status !== 201) throw new Error(`access key: ${reply.status} ${JSON.stringify(reply.body)}`);
  return { access: reply.body.credential.access, secret: reply.body.credential.secret };
}

/** A new user of the tenant's account who holds the role Security Administrator there, signed in for the account. */
export async function signInSecurityAdministrator(
  product: SharedProduct,
  tenant: Pick<Tenant, "account" | "accountId">,
): Promise<ApiClient> {
  const [userId, groupId, roleId] = [hexId(), hexId(), hexId()];
  const suffix = randomBytes(4).toString("hex");
  const [name, password] = [`security-${suffix}`, randomBytes(12).toString("hex")];
  await sql(product.dataDir, "insert into iam_user (id, account_id, name, password_hash, created_at) values ($1, $2, $3, $4, now())", [
    userId,
    tenant.accountId,
    name,
    await hashPassword(password),
  ]);
  await sql(product.dataDir, "insert into iam_group (id, account_id, name, created_at) values ($1, $2, $3, now())", [
    groupId,
    tenant.accountId,
    `security-${suffix}`,
  ]);
  await sql(product.dataDir, "insert into group_member (group_id, user_id) values ($1, $2)", [groupId, userId]);
  await sql(
    product.dataDir,
    "insert into role_assignment (id, group_id, role, project_id) values ($1, $2, 'Security Administrator', null)",
    [roleId, groupId],
  );
  return signIn(product.apiUrl, { account: tenant.account, name, password }, { domain: { name: tenant.account } });
}

function hexId(): string {
  return randomUUID().replaceAll("-", "");
}
