/** People of a running product for tests that alter their rows: made by honest means, each with what they can do. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { codeAtStep, stepAt } from "#lib/iam/one-time-code/one-time-code";
import { type ApiClient, type Reply, signIn } from "./api-client";
import { Authenticator } from "./authenticator";
import { ConsoleSide } from "./console-side";
import { connect, sql, sqlAsAttacker } from "./database";
import type { SharedProduct } from "./shared-product";
import { makeTenant, sha256, type Tenant } from "./tenant";

export const hexId = () => randomBytes(16).toString("hex");

/** Administrator of an account, and what is done in it. */
export type Town = Awaited<ReturnType<typeof makeTown>>;

export async function makeTown(product: SharedProduct) {
  const { apiUrl, dataDir } = product;
  const attack = <T extends object>(text: string, ...values: unknown[]) =>
    sqlAsAttacker<T & Record<string, unknown>>(dataDir, text, values);
  const honest = (text: string, ...values: unknown[]) => sql(dataDir, text, values);
  const owner = await makeTenant(product, ["KMS Administrator", "Security Administrator"]);
  await honest(
    "update role_assignment set project_id = null, scope = 'account' where role = 'Security Administrator' and project_id = $1",
    owner.projectId,
  );
  const { account, userName: name, password } = owner;
  const admin = await signIn(apiUrl, { account, name, password }, { domain: { name: account } });
  const keyId = await owner.client.createKey("people");
  /** As the administrator. */
  const ask = (method: string, path: string, body?: object) => admin.send(method, path, body && JSON.stringify(body));
  const somebody = (roles = ["KMS Administrator"]) => makeTenant(product, roles, owner);

  /** Asks for a token as this user, with what is shown beside the password. */
  async function enter(who: Omit<Tenant, "client">, more: { totp?: object; passkey?: object } = {}, isConsole = false): Promise<Reply> {
    const user = { name: who.userName, password: who.password, domain: { name: who.account } };
    const body = { auth: { identity: { methods: ["password", ...Object.keys(more)], password: { user }, ...more } } };
    const secret = readFileSync(join(dataDir, "secrets", "console-secret"), "utf8").trim();
    const headers = { "Content-Type": "application/json", ...(isConsole && { "X-Kms-Console": secret }) };
    const reply = await fetch(`${apiUrl}/v3/auth/tokens`, { method: "POST", headers, body: JSON.stringify(body) });
    // biome-ignore lint/suspicious/noExplicitAny: as of any other reply.
    const given: any = await reply.json();
    return { status: reply.status, headers: reply.headers, body: given, code: given.error?.error_code ?? "" };
  }

  return {
    product,
    owner,
    admin,
    keyId,
    attack,
    honest,
    somebody,
    enter,
    encrypt: (client: Pick<ApiClient, "call">) => client.call("encrypt-data", { key_id: keyId, plain_text: "secret" }),
    ask,
    /** The only group of somebody. */
    groupOf: async ({ userId }: Tenant) =>
      (await honest("select group_id from group_member where user_id = $1", userId))[0]?.group_id as string,
    tokenOf: async ({ token }: ApiClient) =>
      (await honest("select id, session_id from auth_token where hash = $1", sha256(token)))[0] as { id: string; session_id: string },

    /** Somebody with one-time codes, which are good for `code(0)` and `code(1)`, each once. */
    async makeCareful(): Promise<{ person: Tenant; code: (steps: number) => { user: { passcode: string } } }> {
      const person = await somebody();
      const device = { virtual_mfa_device: { name: "phone", user_id: person.userId } };
      const made = await person.client.send("POST", "/v3.0/OS-MFA/virtual-mfa-devices", JSON.stringify(device));
      const { base32_string_seed: seed } = made.body.virtual_mfa_device;
      const now = stepAt(new Date());
      const codeAt = (steps: number) => codeAtStep(seed, now + steps);
      const bind = JSON.stringify({ authentication_code: codeAt(-1) });
      const bound = await person.client.send("PUT", `/v3.0/OS-MFA/users/${person.userId}/virtual-mfa-device`, bind);
      if (bound.status !== 204) throw new Error(`bind: ${bound.status} ${JSON.stringify(bound.body)}`);
      return { person, code: (steps) => ({ user: { passcode: codeAt(steps) } }) };
    },

    /** Somebody with a passkey of the console at this address, and what holds it. */
    async makePasskeyHolder(origin: string): Promise<{ person: Tenant; authenticator: Authenticator; id: string }> {
      const [person, authenticator] = [await somebody(), new Authenticator(new URL(origin).hostname, origin)];
      const side = await ConsoleSide.signIn(product, person);
      const passkeys = `/v3.0/OS-MFA/users/${person.userId}/passkeys`;
      const { options } = (await side.send("POST", `${passkeys}/challenge`)).body;
      const passkey = { name: "laptop", response: authenticator.register(options) };
      const added = await side.send("POST", passkeys, JSON.stringify({ passkey }));
      return { person, authenticator, id: added.body.passkey.id };
    },

    /** Somebody who may everything by one group, and whom a policy of another keeps from encrypting. */
    async makeDenied(): Promise<{ person: Tenant; policy: string; held: string; group: string }> {
      const person = await somebody();
      const group = (await ask("POST", "/v3/groups", { group: { name: hexId() } })).body.group.id as string;
      const document = { Version: "1.1", Statement: [{ Effect: "Deny", Action: ["kms:cmk:crypto"] }] };
      const role = { display_name: hexId(), type: "XA", description: "", policy: document };
      const policy = (await ask("POST", "/v3.0/OS-ROLE/roles", { role })).body.role.id as string;
      await ask("PUT", `/v3/projects/${owner.projectId}/groups/${group}/roles/${policy}`);
      await ask("PUT", `/v3/groups/${group}/users/${person.userId}`);
      const [{ id: held } = { id: "" }] = await attack<{ id: string }>("select id from role_assignment where policy_id = $1", policy);
      return { person, policy, held, group };
    },

    /** Removes rows and nothing that hangs on them, whatever the tables' rules are; a seal goes too. */
    async remove(table: string, column: string, value: string, book?: string): Promise<void> {
      const client = await connect(dataDir);
      await client.query("set session_replication_role = replica");
      await client.query(`delete from ${table} where ${column} = $1`, [value]);
      if (book !== undefined) await client.query("delete from integrity_seal where book = $1", [book]);
      await client.end();
    },

    /** Keeps rows as they are now. @returns what puts them back, with all that there was in them */
    async keep(table: string, column: string, value: string): Promise<() => Promise<void>> {
      const kept = await attack<{ row: string }>(`select to_json(t)::text as row from ${table} t where ${column} = $1`, value);
      if (kept.length === 0) throw new Error(`there is no such ${table}`);
      return async () => {
        for (const { row } of kept) await attack(`insert into ${table} select * from json_populate_record(null::${table}, $1::json)`, row);
      };
    },
  };
}
