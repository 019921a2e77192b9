/** A store on a real PostgreSQL of its own, without token or API: for what the database decides. Whoever opens one stops it. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { createLog } from "#lib/base/log";
import type { Key } from "#lib/domain/key";
import { NO_RIGHT } from "#lib/domain/trace";
import { takeDataDir } from "#lib/runtime/data-dir/take-data-dir";
import { prepareEmbeddedPostgres } from "#lib/runtime/postgres/embedded-postgres";
import { prepareSchema } from "#lib/store/database/prepare-schema";
import { provisionDatabase } from "#lib/store/database/provision-database";
import { insertKey } from "#lib/store/keys/keys";
import { openStore, type Store } from "#lib/store/open";
import type { TraceRow } from "#lib/store/traces/traces";

export type ScratchStore = {
  readonly store: Store;
  /** Of its database, for a connection of its own; the runtime role's, as the store's own. */
  readonly url: string;
  readonly ownerUrl: string;
  /** One statement of the role that made the cluster, which may do everything, on a connection that has nothing else to do meanwhile. */
  sql<T extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>;
  stop(): Promise<void>;
};

export async function openScratchStore(): Promise<ScratchStore> {
  const dataDir = mkdtempSync(join(tmpdir(), "kms-store-"));
  const postgres = await prepareEmbeddedPostgres(await takeDataDir(dataDir), createLog("fatal", "test"));
  const server = postgres.launch();
  await postgres.becomeReady();
  await provisionDatabase(postgres.ownProvision);
  await prepareSchema(postgres.url, postgres.ownerUrl);
  const store = await openStore(postgres.url, { rememberedKeys: 1_000 });
  const superuserUrl = postgres.ownProvision.superuserUrl.replace("/postgres?", "/kms?");
  const pool = new pg.Pool({ connectionString: superuserUrl, max: 20 });
  // Connections that the server ends when it stops.
  pool.on("error", () => {});
  return {
    store,
    url: postgres.url,
    ownerUrl: postgres.ownerUrl,
    sql: async (text, values) => (await pool.query(text, values)).rows,
    async stop() {
      await pool.end();
      await store.close();
      await new Promise<void>((resolve) => {
        server.once("exit", () => resolve());
        server.kill("SIGINT");
      });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An account with a project, a user who administers both, and a token of that user's for the project. */
export type Household = {
  readonly accountId: string;
  readonly projectId: string;
  readonly userId: string;
  readonly groupId: string;
  readonly tokenHash: Buffer;
};

export const hexId = () => randomUUID().replaceAll("-", "");

export async function makeHousehold({ sql: run }: ScratchStore): Promise<Household> {
  const [accountId, projectId, groupId] = [hexId(), hexId(), hexId()];
  await run("insert into account (id, name, created_at) values ($1, $1, now())", [accountId]);
  await run("insert into project (id, account_id, name, created_at) values ($1, $2, 'eu-de', now())", [projectId, accountId]);
  await run("insert into iam_group (id, account_id, name, created_at) values ($1, $2, 'admin', now())", [groupId, accountId]);
  for (const role of ["KMS Administrator", "Security Administrator"]) {
    await run("insert into role_assignment (id, group_id, role) values ($1, $2, $3)", [hexId(), groupId, role]);
  }
  const of = { accountId, projectId, groupId };
  const userId = await addAdministrator({ sql: run }, of);
  const tokenHash = createHash("sha256").update(randomBytes(32)).digest();
  await run(
    `insert into auth_token (id, hash, account_id, user_id, project_id, scope, source, issued_at, expires_at)
     values ($1, $2, $3, $4, $5, 'project', 'api', now(), now() + interval '1 day')`,
    [hexId(), tokenHash, accountId, userId, projectId],
  );
  return { ...of, userId, tokenHash };
}

/** @returns ID of a further user in the group of administrators */
export async function addAdministrator(
  { sql: run }: Pick<ScratchStore, "sql">,
  { accountId, groupId }: Pick<Household, "accountId" | "groupId">,
): Promise<string> {
  const userId = hexId();
  await run("insert into iam_user (id, account_id, name, password_hash, created_at) values ($1, $2, $1, '', now())", [userId, accountId]);
  await run("insert into group_member (group_id, user_id) values ($1, $2)", [groupId, userId]);
  return userId;
}

/** A key that nobody has inserted yet. */
export function newKey({ accountId, projectId }: Household): Key {
  const id = randomUUID();
  return {
    id,
    accountId,
    projectId,
    alias: id,
    description: "",
    spec: "AES_256",
    usage: "ENCRYPT_DECRYPT",
    origin: "kms",
    state: "enabled",
    isDefault: false,
    primaryVersion: 0,
    enterpriseProjectId: "0",
    createdAt: new Date(),
    scheduledDeletionAt: null,
    materialExpiresAt: null,
    rotationInterval: null,
    nextRotationAt: null,
    lastRotationAt: null,
    rotationCount: 0,
    replacedBy: null,
  };
}

/** An enabled AES key of the project, with material that no token would take. */
export async function makeKey({ store }: ScratchStore, of: Household): Promise<Key> {
  const key = newKey(of);
  const material = { wrapped: randomBytes(40), domainKey: 1, publicKey: null, bindingMac: randomBytes(32) };
  await store.transact((tx) => insertKey(tx, key, material, 1_000_000));
  return key;
}

export function traceOf({ accountId, projectId, userId }: Household, more: Partial<TraceRow> = {}): TraceRow {
  return {
    time: new Date(),
    accountId,
    projectId,
    callerKind: "user",
    callerId: userId,
    callerName: userId,
    callerAccountId: "",
    accessKey: "",
    ...NO_RIGHT,
    source: "api",
    ip: "192.0.2.1",
    requestId: hexId(),
    traceName: "encryptData",
    resourceType: "cmk",
    resourceId: "",
    alias: "",
    outcome: "normal",
    errorCode: "",
    details: {},
    ...more,
  };
}
