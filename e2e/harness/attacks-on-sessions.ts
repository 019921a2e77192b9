/** What whoever owns the database does to sessions and tokens, to be somebody or to stay who they were; see `e2e/faults/altered-people.test.ts`. */
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { ApiClient, type Reply } from "./api-client";
import { ConsoleSide } from "./console-side";
import { sha256, type Tenant } from "./tenant";
import { hexId, type Town } from "./town";

/** @returns the use that rests on what was written, and the row */
export type Attack = (town: Town) => Promise<[use: () => Promise<Reply>, row: string]>;

const newToken = ({ product, owner }: Town) =>
  new ApiClient(product.apiUrl, `kms_${randomBytes(32).toString("base64url")}`, owner.projectId);

export const ATTACKS_ON_SESSIONS: Readonly<Record<string, Attack>> = {
  "a token inserted for the administrator": async (town) => {
    const forged = newToken(town);
    const [id, { id: like }] = [hexId(), await town.tokenOf(town.owner.client)];
    await town.attack(
      `insert into auth_token select $1, $2, account_id, user_id, project_id, scope, parent_id, source, issued_at, expires_at, session_id, seal
       from auth_token where id = $3`,
      ...[id, sha256(forged.token), like],
    );
    return [() => town.encrypt(forged), `auth_token ${id} changed`];
  },
  "a token inserted that nobody sealed": async (town) => {
    const forged = newToken(town);
    const id = hexId();
    await town.attack(
      `insert into auth_token (id, hash, account_id, user_id, project_id, scope, source, issued_at, expires_at)
       values ($1, $2, $3, $4, $5, 'project', 'api', now(), now() + interval '1 hour')`,
      ...[id, sha256(forged.token), town.owner.accountId, town.owner.userId, town.owner.projectId],
    );
    return [() => town.encrypt(forged), `auth_token ${id} added`];
  },
  ...Object.fromEntries(
    [
      ["left alone for too long", "idle_until", "now() - interval '1 minute'", "now() + interval '9 years'"],
      ["at its end", "expires_at", "now() - interval '1 minute'", "now() + interval '9 years'"],
      ["without a second factor", "is_mfa_present", "false", "true"],
      ["that was not stepped up", "stepped_up_at", "null", "now()"],
    ].map(([what, column, before, after]): [string, Attack] => [
      `a session ${what}, made to be another`,
      async (town) => {
        const side = await ConsoleSide.signIn(town.product, await town.somebody(), { project: { id: town.owner.projectId } });
        const { session_id: id } = await town.tokenOf(side);
        await town.honest(`update session set ${column} = ${before} where id = $1`, id);
        expect((await side.call("list-keys")).status).toBe(column === "idle_until" ? 401 : 200);
        await town.attack(`update session set ${column} = ${after} where id = $1`, id);
        return [() => side.call("list-keys"), `session ${id} changed`];
      },
    ]),
  ),
  "a session removed that was left alone, and not its token": async (town) => {
    const side = await ConsoleSide.signIn(town.product, await town.somebody(), { project: { id: town.owner.projectId } });
    const { session_id: id } = await town.tokenOf(side);
    await town.honest("update session set idle_until = now() - interval '1 minute' where id = $1", id);
    await town.remove("session", "id", id);
    return [() => side.call("list-keys"), `session ${id} removed`];
  },
  "a token made to last": async (town) => {
    const { client } = await town.somebody();
    const { id } = await town.tokenOf(client);
    await town.honest("update auth_token set expires_at = now() - interval '1 minute' where id = $1", id);
    expect((await town.encrypt(client)).status).toBe(401);
    await town.attack("update auth_token set expires_at = now() + interval '9 years' where id = $1", id);
    return [() => town.encrypt(client), `auth_token ${id} changed`];
  },
  ...Object.fromEntries(
    Object.entries({
      "its sign-out": (_: Town, { client }: Tenant) =>
        client.send("DELETE", "/v3/auth/tokens", undefined, { "X-Subject-Token": client.token }),
      "the end of all other sessions": async (town: Town, person: Tenant) =>
        (await ConsoleSide.signIn(town.product, person)).send("DELETE", "/v3.0/OS-SESSION/sessions/others"),
      "a new password": (town: Town, { userId }: Tenant) =>
        town.ask("PATCH", `/v3/users/${userId}`, { user: { password: `${hexId()} battery` } }),
    }).map(([what, end]): [string, Attack] => [
      `a token put back, with its session, after ${what}`,
      async (town) => {
        const person = await town.somebody();
        const { id, session_id } = await town.tokenOf(person.client);
        const back = [await town.keep("session", "id", session_id), await town.keep("auth_token", "id", id)];
        expect([200, 204]).toContain((await end(town, person)).status);
        expect((await town.encrypt(person.client)).status).toBe(401);
        for (const put of back) await put();
        return [() => town.encrypt(person.client), `auth_token ${id} added`];
      },
    ]),
  ),
};
