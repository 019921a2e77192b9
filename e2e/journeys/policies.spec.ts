import { randomUUID } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { signIn as signInOverRest } from "../harness/api-client";
import { sql } from "../harness/database";
import { tagKey } from "../harness/tags";
import { makeTenant } from "../harness/tenant";
import { chooseInUserMenu, expect, type JourneyProduct, keyRow, makePerson, type Person, signIn, test } from "./fixtures";
import { look } from "./looking";

const USERS = `{
  "Version": "1.1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["kms:cmk:list", "kms:cmk:get", "kms:cmk:cyrpto"]
    },
    {
      "Effect": "Deny",
      "Action": ["kms:cmk:update"]
    }
  ]
}`;

async function openPolicies(page: Page): Promise<void> {
  await page.goto("/identity/policies");
  await page.getByRole("link", { name: "KMS Administrator" }).waitFor();
}

/** Opens the dialog; before the page has come to life a press does nothing, and a person presses again. */
async function openCreatePolicy(page: Page): Promise<Locator> {
  await openPolicies(page);
  const dialog = page.getByRole("dialog", { name: "Create Policy" });
  await expect(async () => {
    if (!(await dialog.isVisible())) await page.getByRole("button", { name: "Create Policy" }).click();
    await expect(dialog.getByLabel("Policy name")).toBeVisible({ timeout: 5_000 });
  }).toPass();
  return dialog;
}

/** A user group without any policy, and somebody in it. */
async function makeGroup(product: JourneyProduct, person: Person, name: string) {
  const member = await makeTenant(product, ["KMS Viewer"], person);
  const [groupId] = [randomUUID().replaceAll("-", "")];
  await sql(product.dataDir, "insert into iam_group (id, account_id, name, created_at) values ($1, $2, $3, now())", [
    groupId,
    person.accountId,
    name,
  ]);
  await sql(product.dataDir, "insert into group_member (group_id, user_id) values ($1, $2)", [groupId, member.userId]);
  return { groupId, member };
}

/** Signs in somebody who looks after the people of the account, besides the roles in a project. */
async function signInAsAdministrator(page: Page, product: JourneyProduct, ...roles: string[]): Promise<Person> {
  const person = await makePerson(product, roles);
  const groupId = randomUUID().replaceAll("-", "");
  await sql(product.dataDir, "insert into iam_group (id, account_id, name, created_at) values ($1, $2, 'administrators', now())", [
    groupId,
    person.accountId,
  ]);
  await sql(product.dataDir, "insert into group_member (group_id, user_id) values ($1, $2)", [groupId, person.userId]);
  await sql(
    product.dataDir,
    "insert into role_assignment (id, group_id, role, project_id) values ($1, $2, 'Security Administrator', null)",
    [randomUUID().replaceAll("-", ""), groupId],
  );
  await signInThrough(page, person, person);
  return person;
}

/** What is pressed before the page has come to life is refused: a person would press again. */
async function signInThrough(
  page: Page,
  who: { account: string; userName: string; password: string },
  { keysPath }: Person,
): Promise<void> {
  await expect(async () => {
    await signIn(page, { ...who, keysPath });
    await page.waitForURL(`**${keysPath}`, { timeout: 20_000 });
  }).toPass({ timeout: 55_000 });
}

async function asSecurityAdministrator(product: JourneyProduct, person: Person) {
  return signInOverRest(
    product.apiUrl,
    { account: person.account, name: person.userName, password: person.password },
    { domain: { name: person.account } },
  );
}

/** Makes a policy over REST, as a script of an administrator would. @returns its ID */
async function createPolicy(product: JourneyProduct, person: Person, name: string, statements: readonly object[]): Promise<string> {
  const client = await asSecurityAdministrator(product, person);
  const role = { display_name: name, type: "XA", description: "", policy: { Version: "1.1", Statement: statements } };
  const reply = await client.send("POST", "/v3.0/OS-ROLE/roles", JSON.stringify({ role }));
  expect(reply.status).toBe(201);
  return reply.body.role.id;
}

async function attach(product: JourneyProduct, person: Person, groupId: string, policyId: string): Promise<void> {
  const client = await asSecurityAdministrator(product, person);
  const reply = await client.send("PUT", `/v3/projects/${person.projectId}/groups/${groupId}/roles/${policyId}`);
  expect(reply.status).toBe(204);
}

const success = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });

test("who writes no JSON makes a policy of boxes, reads what it says, and attaches it for one project and for all", async ({
  page,
  product,
}) => {
  const person = await signInAsAdministrator(page, product, "KMS Administrator");
  await makeGroup(product, person, "developers");
  const dialog = await openCreatePolicy(page);
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByText("Enter a name.")).toBeVisible();
  await expect(dialog.getByText("Action is empty.")).toBeVisible();
  await dialog.getByLabel("Policy name").fill("production-users");
  await dialog.getByRole("checkbox", { name: "Encrypt data" }).check();
  await dialog.getByRole("checkbox", { name: "kms:dek:*" }).check();
  await expect(dialog.getByRole("checkbox", { name: "Create a DEK" })).toBeChecked();
  await dialog.getByRole("button", { name: "Add condition" }).click();
  await dialog.getByLabel("Tag key").fill("env");
  await dialog.getByLabel("Values").fill("prod");
  await dialog.getByRole("button", { name: "Add statement" }).click();
  const second = dialog.getByRole("region", { name: "Statement 2" });
  await second.getByRole("radio", { name: "Deny" }).check({ force: true });
  await second.getByRole("checkbox", { name: "Schedule key deletion" }).check();
  const says = dialog.getByRole("region", { name: "What it says" });
  await expect(says).toContainText("with every key tagged env=prod.");
  await expect(says).toContainText("May not schedule deletion");
  await dialog.getByRole("tab", { name: "JSON" }).click();
  expect(JSON.parse(await dialog.getByLabel("Policy JSON").inputValue())).toEqual({
    Version: "1.1",
    Statement: [
      { Effect: "Allow", Action: ["kms:dek:*", "kms:cmk:crypto"], Condition: { StringEquals: { "g:ResourceTag/env": ["prod"] } } },
      { Effect: "Deny", Action: ["kms:cmk:update"] },
    ],
  });
  await dialog.getByRole("tab", { name: "Visual editor" }).click();
  await expect(dialog.getByLabel("Tag key")).toHaveValue("env");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(success(page, "Policy created successfully")).toBeVisible();
  await expect(dialog).toHaveCount(0);

  await page.getByRole("link", { name: "production-users", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("production-users");
  for (const place of [person.projectName, "All projects"]) {
    await page.getByRole("button", { name: "Attach Policy" }).click();
    const attachDialog = page.getByRole("dialog", { name: "Attach Policy" });
    await attachDialog.getByLabel("User group").selectOption({ label: "developers" });
    await attachDialog.getByLabel("Project").selectOption({ label: place });
    await attachDialog.getByRole("button", { name: "OK" }).click();
    await expect(success(page, "Policy attached successfully")).toBeVisible();
    await expect(attachDialog).toHaveCount(0);
    await expect(page.getByRole("row").filter({ hasText: "developers" }).filter({ hasText: place })).toBeVisible();
  }
  const everywhere = page.getByRole("row").filter({ hasText: "developers" }).filter({ hasText: "All projects" });
  await everywhere.getByRole("button", { name: "Detach" }).click();
  const detach = page.getByRole("dialog", { name: "Detach Policy" });
  await expect(detach.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(detach).toContainText("What it alone forbids, other policies may then allow.");
  await detach.getByRole("button", { name: "Yes" }).click();
  await expect(success(page, "Policy detached successfully")).toBeVisible();
  await expect(everywhere).toHaveCount(0);

  // A second administrator of people is made for the account as a whole, and that is said before.
  await openPolicies(page);
  await page.getByRole("link", { name: "Security Administrator" }).click();
  await page.getByRole("button", { name: "Attach Policy" }).click();
  const ofAccount = page.getByRole("dialog", { name: "Attach Policy" });
  await expect(ofAccount).toContainText("can be attached only for All projects");
  await expect(ofAccount.getByLabel("Project").getByRole("option")).toHaveText(["All projects"]);
});

test("an error in the JSON is marked where it stands, said beside it, and mended; nothing that was typed is lost", async ({
  page,
  product,
}) => {
  await signInAsAdministrator(page, product, "KMS Viewer");
  const dialog = await openCreatePolicy(page);
  await dialog.getByLabel("Policy name").fill("readers");
  await dialog.getByRole("tab", { name: "JSON" }).click();
  const text = dialog.getByLabel("Policy JSON");
  await text.fill(USERS);
  await expect(dialog.getByText("1 error, line 6")).toBeVisible();
  await expect(text).toHaveAttribute("aria-invalid", "true");
  await expect(text).toHaveAccessibleDescription(/Line 6, column 49.*There is no action "kms:cmk:cyrpto"/);
  await dialog.getByRole("button", { name: "Line 6, column 49" }).click();
  expect(await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))).toBe(
    '"kms:cmk:cyrpto"',
  );
  const says = dialog.getByRole("region", { name: "What it says" });
  await expect(says).toContainText("Here is an error");
  await expect(says).toContainText("May not schedule deletion");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByText("Correct first: policy.")).toBeVisible();
  await dialog.getByRole("tab", { name: "Visual editor" }).click();
  await expect(dialog.getByRole("alert")).toContainText("nothing you typed is lost");
  await expect(text).toHaveValue(USERS);

  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await openCreatePolicy(page);
  await expect(dialog.getByText("What you typed before is here again.")).toBeVisible();
  await expect(text).toHaveValue(USERS);
  await dialog.getByRole("button", { name: "Use it" }).click();
  await expect(text).toHaveValue(USERS.replace("cyrpto", "crypto"));
  await expect(dialog.getByText("No errors")).toBeVisible();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(success(page, "Policy created successfully")).toBeVisible();

  // What boxes cannot show is changed as JSON, and that is said.
  await page.getByRole("link", { name: "readers", exact: true }).first().click();
  await page.getByRole("button", { name: "Edit" }).click();
  const edited = page.getByRole("form", { name: "Edit policy" });
  await edited.getByRole("tab", { name: "JSON" }).click();
  const wide = USERS.replace("kms:cmk:cyrpto", "kms:cmk:get*");
  await edited.getByLabel("Policy JSON").fill(wide);
  await edited.getByRole("tab", { name: "Visual editor" }).click();
  await expect(edited.getByRole("alert")).toContainText("cannot show statement 1");
  await expect(edited.getByLabel("Policy JSON")).toHaveValue(wide);
  await edited.getByRole("button", { name: "Save" }).click();
  await expect(success(page, "Policy saved successfully")).toBeVisible();
  await expect(page.getByRole("region", { name: "Policy JSON" })).toContainText("kms:cmk:get*");
});

test("a developer who may use keys but not delete them: tried, seen in menus, refused by the service", async ({ page, product }) => {
  const person = await signInAsAdministrator(page, product, "KMS Administrator");
  const { groupId, member } = await makeGroup(product, person, "developers");
  const id = await person.client.createKey("app/one");
  await tagKey(person.client, id, { env: "prod" });
  const policyId = await createPolicy(product, person, "use-not-delete", [
    { Effect: "Allow", Action: ["kms:cmk:crypto", "kms:cmk:get"], Resource: ["KMS:*:*:alias:app/*"] },
    { Effect: "Deny", Action: ["kms:cmk:update"] },
  ]);
  await attach(product, person, groupId, policyId);

  await page.goto(`/identity/policies/${policyId}`);
  const trying = page.getByRole("form", { name: "Try it" });
  await expect(async () => {
    await trying.getByLabel("Person").fill(member.userName);
    await trying.getByLabel("Operation").selectOption({ label: "Encrypt data" });
    await trying.getByLabel("Project").selectOption({ label: person.projectName });
    await trying.getByLabel("Key").fill("app/one");
    await trying.getByRole("button", { name: "Try", exact: true }).click();
    await expect(trying).toContainText(/Allowed By the policy use-not-delete/, { timeout: 5_000 });
  }).toPass();
  await expect(page.getByRole("region", { name: "What it says" }).getByRole("listitem").first()).toHaveAttribute("aria-current", "true");
  await trying.getByLabel("Operation").selectOption({ label: "Schedule key deletion" });
  await expect(trying.getByText("Allowed", { exact: false })).toHaveCount(0);
  await trying.getByRole("button", { name: "Try", exact: true }).click();
  await expect(trying).toContainText('Statement 2 of the policy "use-not-delete" denies it.');
  await trying.getByLabel("Operation").selectOption({ label: "Create a key" });
  await trying.getByRole("button", { name: "Try", exact: true }).click();
  await expect(trying).toContainText("Not allowed");

  await page.context().clearCookies();
  await signInThrough(page, member, person);
  await expect(page.getByRole("button", { name: "Create Key" })).toHaveAccessibleDescription(/You do not have permission/);
  await expect(page.getByRole("link", { name: "Policies" })).toHaveCount(0);
  await keyRow(page, "app/one").getByRole("button", { name: /^More/ }).click();
  const entry = page.getByRole("menuitem", { name: "Delete", exact: false }).first();
  await expect(entry).toHaveAttribute("aria-disabled", "true");
  await expect(entry).toContainText("You do not have permission");
  await page.keyboard.press("Escape");
  const client = await signInOverRest(
    product.apiUrl,
    { account: person.account, name: member.userName, password: member.password },
    { project: { id: person.projectId } },
  );
  expect((await client.call("encrypt-data", { key_id: id, plain_text: "x" })).status).toBe(200);
  const refused = await client.call("schedule-key-deletion", { key_id: id, pending_days: "7" });
  expect([refused.status, refused.code]).toEqual([403, "KMS.0307"]);

  await chooseInUserMenu(page, "Permissions");
  const line = (label: string) => page.getByRole("table", { name: "Table 1-6" }).getByRole("row").filter({ hasText: label });
  await expect(line("Encrypt data")).toContainText("For certain keys");
  await expect(line("Schedule key deletion")).toContainText("Not allowed");
  await expect(line("Query the key list")).toContainText("Allowed");
});

test("the page of KMS Administrator lists the 36 lines of Table 1-6, and newer operations apart", async ({ page, product }) => {
  await signInAsAdministrator(page, product, "KMS Viewer");
  await openPolicies(page);
  await page.getByRole("link", { name: "KMS Administrator" }).click();
  const table = page.getByRole("table", { name: "Table 1-6" });
  await expect(table.getByRole("row")).toHaveCount(37);
  for (const label of ["Create a DEK", "Revoking a grant", "Query retirable grants", "Query quotas"]) {
    await expect(table.getByRole("row").filter({ hasText: label })).toContainText("Allowed");
  }
  await expect(page.getByRole("table", { name: "Newer operations" })).toContainText("Re-encrypt data under another key");
  await expect(page.getByRole("button", { name: "Edit" })).toHaveCount(0);
});

test("deleting a policy names the groups that lose it, and waits for consent and its name", async ({ page, product }) => {
  const person = await signInAsAdministrator(page, product, "KMS Viewer");
  const { groupId } = await makeGroup(product, person, "developers");
  const policyId = await createPolicy(product, person, "to-be-deleted", [{ Effect: "Allow", Action: ["kms:cmk:get"] }]);
  await attach(product, person, groupId, policyId);
  await page.goto(`/identity/policies/${policyId}`);
  const dialog = page.getByRole("dialog", { name: "Delete Policy" });
  await expect(async () => {
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(dialog).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await expect(dialog).toContainText(`developers, ${person.projectName}`);
  const yes = dialog.getByRole("button", { name: "Yes" });
  await expect(yes).toHaveAccessibleDescription("Tick the box first.");
  await dialog.getByRole("checkbox").check();
  await dialog.getByLabel("type the name").fill("to-be");
  await expect(yes).toHaveAccessibleDescription("Type the name of the policy first.");
  await dialog.getByLabel("type the name").fill("to-be-deleted");
  await yes.click();
  await expect(success(page, "Policy deleted successfully")).toBeVisible();
  await expect(page).toHaveURL(/\/identity\/policies$/);
  await expect(page.getByRole("link", { name: "to-be-deleted" })).toHaveCount(0);
});

test("policies as different people see them: the list, the editor with rows and with an error, a policy, its dialogs, one's own rights", async ({
  page,
  product,
}) => {
  test.setTimeout(300_000);
  const person = await signInAsAdministrator(page, product, "KMS Administrator");
  const { groupId } = await makeGroup(product, person, "a-group-with-a-name-as-long-as-names-of-groups-may-ever-be-made-up-t");
  const policyId = await createPolicy(product, person, "a-policy-with-a-name-as-long-as-names-of-policies-may-ever-be-up", [
    { Effect: "Allow", Action: ["kms:cmk:crypto"], Resource: [`KMS:*:*:alias:${"a-long-alias-".repeat(15)}*`] },
    { Effect: "Deny", Action: ["kms:cmk:update"] },
  ]);
  await attach(product, person, groupId, policyId);
  const dialog = await openCreatePolicy(page);
  await dialog.getByRole("checkbox", { name: "Encrypt data" }).check();
  await dialog.getByText("Certain keys").click();
  await dialog.getByRole("button", { name: "Add condition" }).click();
  await dialog.getByRole("button", { name: "OK" }).click();
  await look(page, "rows that are not finished");
  await dialog.getByRole("tab", { name: "JSON" }).click();
  await dialog.getByLabel("Policy JSON").fill(USERS);
  await dialog.getByRole("tab", { name: "Visual editor" }).click();
  await look(page, "JSON with an error");
  await page.keyboard.press("Escape");
  await look(page, "the list of policies");
  await page.getByRole("searchbox").fill("nothing-like-it");
  await page.getByText("No policy matches").waitFor();
  await look(page, "the list of policies without a match");

  await page.goto(`/identity/policies/${policyId}`);
  await page.getByRole("row").filter({ hasText: "a-group" }).waitFor();
  await page.getByText("Where, when and how").click();
  await look(page, "a policy");
  for (const [button, title] of [
    ["Attach Policy", "Attach Policy"],
    ["Detach", "Detach Policy"],
    ["Delete", "Delete Policy"],
  ] as const) {
    await page.getByRole("button", { name: button, exact: true }).click();
    const opened = page.getByRole("dialog", { name: title });
    await opened.getByRole("button", { name: "Cancel" }).waitFor();
    await look(page, title);
    await page.keyboard.press("Escape");
    await expect(opened).toHaveCount(0);
  }
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("form", { name: "Edit policy" }).waitFor();
  await look(page, "a policy that is changed");
  await page.goto(`/${person.projectName}/permissions`);
  await page.getByRole("table", { name: "Table 1-6" }).waitFor();
  await look(page, "one's own rights");
});
