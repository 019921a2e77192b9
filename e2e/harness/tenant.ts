/** A project of its own for a test, with a user who holds given roles there; made as rows, as an administrator would have made them. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { hashPassword } from "#lib/iam/password";
import { type ApiClient, signIn } from "./api-client";
import { sql } from "./database";
import type { SharedProduct } from "./shared-product";

export type Tenant = {
  readonly client: ApiClient;
  readonly account: string;
  readonly accountId: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly userId: string;
  readonly userName: string;
  readonly password: string;
};

const hexId = () => randomUUID().replaceAll("-", "");

/** @param inAccount name of an account that exists; without it a new one is made */
export async function makeTenant(
  product: SharedProduct,
  roles: readonly string[] = ["KMS Administrator"],
  inAccount?: Pick<Tenant, "account" | "accountId" | "projectId" | "projectName">,
): Promise<Tenant> {
  const suffix = randomBytes(4).toString("hex");
  const account = inAccount?.account ?? `account-${suffix}`;
  const accountId = inAccount?.accountId ?? hexId();
  const projectId = inAccount?.projectId ?? hexId();
  const projectName = inAccount?.projectName ?? `eu-de_${suffix}`;
  const [userId, groupId] = [hexId(), hexId()];
  const [userName, password] = [`user-${suffix}`, randomBytes(12).toString("hex")];
  if (inAccount === undefined) {
    await sql(product.dataDir, "insert into account (id, name, created_at) values ($1, $2, now())", [accountId, account]);
    await sql(product.dataDir, "insert into project (id, account_id, name, created_at) values ($1, $2, $3, now())", [
      projectId,
      accountId,
      projectName,
    ]);
  }
  await sql(product.dataDir, "insert into iam_user (id, account_id, name, password_hash, created_at) values ($1, $2, $3, $4, now())", [
    userId,
    accountId,
    userName,
    await hashPassword(password),
  ]);
  await sql(product.dataDir, "insert into iam_group (id, account_id, name, created_at) values ($1, $2, $3, now())", [
    groupId,
    accountId,
    `group-${suffix}`,
  ]);
  await sql(product.dataDir, "insert into group_member (group_id, user_id) values ($1, $2)", [groupId, userId]);
  for (const role of roles) {
    await sql(product.dataDir, "insert into role_assignment (id, group_id, role, project_id) values ($1, $2, $3, $4)", [
      hexId(),
      groupId,
      role,
      projectId,
    ]);
  }
  const client = await signIn(product.apiUrl, { account, name: userName, password }, { project: { id: projectId } });
  return { client, account, accountId, projectId, projectName, userId, userName, password };
}

export type TraceView = {
  trace_name: string;
  outcome: string;
  error_code: string;
  resource_id: string;
  alias: string;
  caller_id: string;
  source: string;
  request_id: string;
  details: Record<string, unknown>;
  ip: string;
};

/** The traces of one request. */
export function tracesOf(product: SharedProduct, requestId: string | null): Promise<TraceView[]> {
  return sql<TraceView>(product.dataDir, "select * from trace where request_id = $1 order by id", [requestId]);
}

export function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
