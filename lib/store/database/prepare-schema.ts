/** The schema as this version needs it, made by the owner before anything works with it. */
import { StartError } from "#lib/base/start-error";
import { makeMonths } from "../traces/trace-months";
import { newClient } from "./database-hosts";
import { type DatabaseRoles, findDatabaseRoles } from "./database-roles";
import { migrate } from "./migrate";
import { grantRuntimeRights } from "./runtime-rights";

/** SQLSTATE: insufficient privilege. */
const NOT_ALLOWED = "42501";

export type PreparedSchema = {
  readonly roles: DatabaseRoles;
  /** Names of the migrations applied by this call. */
  readonly applied: readonly string[];
};

/**
 * Applies what migrations are missing, makes the months of the trail ahead, and gives the runtime role its rights.
 * @param ownerUrl null where the runtime role owns the database, or there is nothing for an owner to do
 * @throws StartError, DatabaseStartError in one sentence for the operator; Error when the database does not answer
 */
export async function prepareSchema(runtimeUrl: string, ownerUrl: string | null): Promise<PreparedSchema> {
  const roles = await findDatabaseRoles(runtimeUrl, ownerUrl);
  const applied = await asOwner(roles, () => migrate(ownerUrl ?? runtimeUrl));
  await makeMonthsAhead(ownerUrl ?? runtimeUrl);
  await grantRuntimeRights(ownerUrl, roles);
  return { roles, applied };
}

/** @throws StartError where `work` has need of the owner, and there is none; whatever else it throws */
export async function asOwner<T>({ runtime, owner }: DatabaseRoles, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: string }).code !== NOT_ALLOWED) throw error;
    throw new StartError(
      `The database has to be made fit for this version of KMS Console, which the role "${runtime}" of DATABASE_URL may not do: name its owner, "${owner}", in KMS_DATABASE_OWNER_URL.`,
      { cause: error },
    );
  }
}

/** Where the trail is being read for long, whoever leads makes them later. */
async function makeMonthsAhead(ownerUrl: string): Promise<void> {
  const client = newClient(ownerUrl);
  // What breaks it fails its statement.
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("begin");
    await makeMonths(async (text, values) => (await client.query(text, [...values])).rows);
    await client.query("commit");
  } catch (error) {
    if ((error as { code?: string }).code !== "55P03") throw error;
  } finally {
    await client.end();
  }
}
