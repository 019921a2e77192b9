/** What whoever owns the database does to groups, policies, projects and accounts, to hold more; see `e2e/faults/altered-people.test.ts`. */
import { expect } from "vitest";
import type { Attack } from "./attacks-on-sessions";
import { makeTenant } from "./tenant";
import { hexId } from "./town";

export const ATTACKS_ON_RIGHTS: Readonly<Record<string, Attack>> = {
  "a group member inserted": async (town) => {
    const [nobody, group] = [await town.somebody([]), await town.groupOf(town.owner)];
    await town.attack("insert into group_member (group_id, user_id) values ($1, $2)", group, nobody.userId);
    return [() => town.encrypt(nobody.client), `group_member ${group} added`];
  },
  "a role assignment inserted": async (town) => {
    const [nobody, id] = [await town.somebody([]), hexId()];
    const group = await town.groupOf(nobody);
    await town.attack(
      "insert into role_assignment (id, group_id, role, scope) values ($1, $2, 'KMS Administrator', 'allProjects')",
      id,
      group,
    );
    return [() => town.encrypt(nobody.client), `role_assignment ${id} added`];
  },
  "a policy document changed": async (town) => {
    const { person, policy } = await town.makeDenied();
    await town.attack(`update policy set document = replace(document::text, 'Deny', 'Allow')::json where id = $1`, policy);
    return [() => town.encrypt(person.client), `policy ${policy} changed`];
  },
  "the attachment of a Deny removed": async (town) => {
    const { person, policy, held } = await town.makeDenied();
    await town.attack("delete from role_assignment where policy_id = $1", policy);
    return [() => town.encrypt(person.client), `role_assignment ${held} removed`];
  },
  "a Deny removed, with its attachments": async (town) => {
    const { person, policy, held } = await town.makeDenied();
    await town.attack("delete from policy where id = $1", policy);
    return [() => town.encrypt(person.client), `role_assignment ${held} removed`];
  },
  "a Deny removed with its seal, and not its attachments": async (town) => {
    const { person, policy } = await town.makeDenied();
    await town.remove("policy", "id", policy, `policy/${policy}`);
    return [() => town.encrypt(person.client), `policy ${policy} removed`];
  },
  "a group removed with its seal, and not its members": async (town) => {
    const { person, group } = await town.makeDenied();
    await town.remove("iam_group", "id", group, `group/${group}`);
    await town.remove("role_assignment", "group_id", group);
    return [() => town.encrypt(person.client), `iam_group ${group} removed`];
  },
  "a disabled project removed": async (town) => {
    const tenant = await makeTenant(town.product);
    const own = `project ${tenant.projectId} removed`;
    await town.honest("update project set enabled = false where id = $1", tenant.projectId);
    await town.remove("project", "id", tenant.projectId, `project/${tenant.projectId}`);
    return [() => tenant.client.call("list-keys"), own];
  },
  "a disabled project enabled": async (town) => {
    const tenant = await makeTenant(town.product);
    await town.honest("update project set enabled = false where id = $1", tenant.projectId);
    expect((await tenant.client.call("list-keys")).status).toBe(403);
    await town.attack("update project set enabled = true where id = $1", tenant.projectId);
    return [() => tenant.client.call("list-keys"), `project ${tenant.projectId} changed`];
  },
  "an account renamed": async (town) => {
    const tenant = await makeTenant(town.product);
    await town.attack("update account set name = name || '-bank' where id = $1", tenant.accountId);
    return [() => tenant.client.call("list-keys"), `account ${tenant.accountId} changed`];
  },
  "a disabled project enabled, in which a key is that somebody elsewhere was granted": async (town) => {
    const [bank, grantee] = [await makeTenant(town.product), await town.somebody()];
    const key_id = await bank.client.createKey("granted");
    const grant = { key_id, grantee_principal: grantee.userId, operations: ["encrypt-data"] };
    expect((await bank.client.call("create-grant", grant)).status).toBe(200);
    const use = () => grantee.client.call("encrypt-data", { key_id, plain_text: "secret" });
    expect((await use()).status).toBe(200);
    await town.honest("update project set enabled = false where id = $1", bank.projectId);
    expect((await use()).code).toBe("KMS.0207");
    await town.attack("update project set enabled = true where id = $1", bank.projectId);
    return [use, `project ${bank.projectId} changed`];
  },
};
