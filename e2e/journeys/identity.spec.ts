/** People, groups and projects, looked after by clicking: who may do it makes others who may, and nobody else sees that it can be done. */
import type { Page } from "@playwright/test";
import { grantTo } from "../harness/grants";
import { makeTenant } from "../harness/tenant";
import { chooseInUserMenu, expect, signIn, test } from "./fixtures";
import { openIdentity, signInAsAdministrator, stepUpIfAsked } from "./identity-steps";

const PASSWORD = "seven sober otters swim";

async function createUser(page: Page, name: string): Promise<void> {
  await openIdentity(page, "Users");
  await page.getByRole("button", { name: "Create User" }).click();
  const dialog = page.getByRole("dialog", { name: "Create User" });
  await dialog.getByLabel("User name").fill(name);
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "OK" }).click();
  await stepUpIfAsked(page, dialog);
  await expect(page.getByRole("status").filter({ hasText: "User created successfully" })).toContainText(name);
}

test("an administrator makes a second one by clicking: user, group, policy, member", async ({ page, product }) => {
  test.setTimeout(180_000);
  const person = await signInAsAdministrator(page, product);
  await createUser(page, "second");
  await page.getByRole("status").getByRole("link", { name: "second" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "second" })).toBeVisible();
  await expect(page.getByText("second may do nothing.")).toBeVisible();

  await openIdentity(page, "Groups");
  await page.getByRole("button", { name: "Create Group" }).click();
  const group = page.getByRole("dialog", { name: "Create Group" });
  await group.getByLabel("Group name").fill("administrators");
  await group.getByRole("button", { name: "OK" }).click();
  await page.getByRole("status").filter({ hasText: "Group created successfully" }).getByRole("link", { name: "administrators" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "administrators" })).toBeVisible();

  await page.getByRole("button", { name: "Attach Policy" }).click();
  const attach = page.getByRole("dialog", { name: "Attach Policy" });
  await attach.getByLabel("Policy", { exact: true }).selectOption({ label: "Security Administrator" });
  await attach.getByRole("button", { name: "OK" }).click();
  await stepUpIfAsked(page, attach, person.password);
  await page.getByRole("button", { name: "Add Member" }).click();
  const member = page.getByRole("dialog", { name: "Add Member" });
  await member.getByLabel("User", { exact: true }).fill("sec");
  await member.getByRole("option", { name: "second" }).click();
  await member.getByRole("button", { name: "OK" }).click();
  await stepUpIfAsked(page, member, person.password);
  await expect(page.getByRole("status").filter({ hasText: "Member added successfully" })).toContainText("second");
  await page.getByRole("table", { name: "Members of the group" }).getByRole("link", { name: "second" }).click();
  await expect(page.getByText("May manage users, groups, policies and projects.")).toBeVisible();

  // Who may look after people and may enter no project lands where that is done.
  await page.context().clearCookies();
  await signIn(page, { account: person.account, userName: "second", password: PASSWORD });
  await page.waitForURL("**/identity/users");
  await expect(page.getByRole("heading", { level: 1, name: "Users" })).toBeVisible();
  await page.goto("/");
  await page.waitForURL("**/identity/users");
});

test("a new user signs in, may do nothing, and is told so", async ({ page, product }) => {
  test.setTimeout(120_000);
  const person = await signInAsAdministrator(page, product);
  await createUser(page, "nobody");
  await page.context().clearCookies();
  await signIn(page, { account: person.account, userName: "nobody", password: PASSWORD });
  await expect(page.getByRole("heading", { level: 1, name: "You have no access to any project" })).toBeVisible();
  await expect(page.getByRole("navigation").getByRole("link")).toHaveCount(0);
  await page.goto("/identity/users");
  await expect(page.getByRole("heading", { level: 1, name: "You may not see this" })).toBeVisible();
  await chooseInUserMenu(page, "Sign out");
  await page.waitForURL(/sign-in/);
});

test("who may not look after people sees no entries for it, and nothing at their addresses", async ({ page, signInAs }) => {
  await signInAs("KMS Viewer");
  await expect(page.getByRole("navigation").getByRole("link", { name: "Keys" })).toBeVisible();
  await expect(page.getByRole("navigation").getByRole("link", { name: "Users" })).toHaveCount(0);
  for (const place of ["users", "groups", "projects", `users/${"a".repeat(32)}`, `groups/${"a".repeat(32)}`]) {
    await page.goto(`/identity/${place}`);
    await expect(page.getByRole("heading", { level: 1, name: "You may not see this" })).toBeVisible();
    await expect(page.getByRole("table")).toHaveCount(0);
  }
  const read = await page.evaluate(async () => (await fetch("/api/query/listUserProfiles?input=%7B%7D")).status);
  expect(read).toBe(403);
});

test("a user is disabled with the session that is open, enabled, given a new password, and deleted by its name", async ({
  page,
  product,
  browser,
}) => {
  test.setTimeout(180_000);
  const person = await signInAsAdministrator(page, product);
  const other = await makeTenant(product, ["KMS Viewer"], person);
  const theirs = await browser.newPage({ baseURL: product.consoleUrl, reducedMotion: "reduce" });
  await signIn(theirs, other);
  await theirs.waitForURL(`**${person.homePath}`);
  await page.goto(`/identity/users/${other.userId}`);
  await expect(page.getByText("May see every key", { exact: false }).first()).toBeVisible();

  const confirm = async (button: string, title: string) => {
    const dialog = page.getByRole("dialog", { name: title });
    // Just after the page was loaded its parts may still be put in place of others, and a press with them.
    await expect(async () => {
      if (!(await dialog.isVisible())) await page.getByRole("button", { name: button, exact: true }).first().click();
      await expect(dialog).toBeVisible({ timeout: 3_000 });
    }).toPass();
    await expect(dialog).toContainText(other.userName);
    return dialog;
  };
  await (await confirm("Disable", "Disable User")).getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "User disabled successfully" })).toContainText(other.userName);
  await theirs.reload();
  await theirs.waitForURL(/\/sign-in/);
  await (await confirm("Enable", "Enable User")).getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "User enabled successfully" })).toBeVisible();

  const reset = await confirm("Reset password", "Reset Password");
  await reset.getByLabel("New password").fill(other.userName.toUpperCase());
  await reset.getByRole("button", { name: "OK" }).click();
  await expect(reset.getByRole("alert")).toContainText("must not be the user name");
  await reset.getByLabel("New password").fill(PASSWORD);
  await reset.getByRole("button", { name: "OK" }).click();
  await stepUpIfAsked(page, reset, person.password);
  await expect(page.getByRole("status").filter({ hasText: "Password reset successfully" })).toBeVisible();
  const required = page.getByRole("switch", { name: "Require a second factor" });
  await required.click();
  await expect(page.getByRole("status").filter({ hasText: "Second factor required successfully" })).toContainText(other.userName);
  await expect(required).toBeChecked();
  await signIn(theirs, { ...other, password: PASSWORD });
  await theirs.waitForURL(/\/second-factor/);
  await expect(theirs.getByRole("heading", { name: "Set up a second factor" })).toBeVisible();
  await theirs.close();

  const gone = await confirm("Delete", "Delete User");
  const yes = gone.getByRole("button", { name: "Yes" });
  await expect(yes).toHaveAttribute("aria-disabled", "true");
  await gone.getByLabel(/To confirm, type/).fill(other.userName);
  await yes.click();
  await stepUpIfAsked(page, gone, person.password);
  await page.waitForURL("**/identity/users");
  await expect(page.getByRole("link", { name: other.userName, exact: true })).toHaveCount(0);
  await page.goto(`/identity/users/${other.userId}`);
  await expect(page.getByRole("heading", { name: "There is no such user" })).toBeVisible();
});

test("nobody disables themselves, and the last administrator stays one: the service's sentence stays in the dialog", async ({
  page,
  product,
}) => {
  const person = await signInAsAdministrator(page, product);
  await page.goto(`/identity/users/${person.userId}`);
  await page.getByRole("button", { name: "Disable", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Disable User" });
  await dialog.getByRole("button", { name: "Yes" }).click();
  await expect(dialog.getByRole("alert")).toContainText("You cannot delete or disable yourself.");

  await page.keyboard.press("Escape");
  await page.getByRole("region", { name: "Groups" }).getByRole("button", { name: "Remove" }).first().click();
  const leave = page.getByRole("dialog", { name: "Remove From Group" });
  await leave.getByRole("button", { name: "Yes" }).click();
  await expect(leave.getByRole("alert")).toContainText("without its last Security Administrator");
});

test("a project is made by the rule of its name, disabled with its consequences said before, and said to be disabled", async ({
  page,
  product,
}) => {
  test.setTimeout(180_000);
  const person = await signInAsAdministrator(page, product);
  await person.client.createKey("resting");
  await openIdentity(page, "Projects");
  await page.getByRole("button", { name: "Create Project" }).click();
  const create = page.getByRole("dialog", { name: "Create Project" });
  await create.getByLabel("Project name").fill("us-west_1");
  await create.getByRole("button", { name: "OK" }).click();
  await expect(create.getByLabel("Project name")).toHaveAttribute("aria-invalid", "true");
  await create.getByLabel("Project name").fill("eu-de_made-here");
  await create.getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Project created successfully" })).toContainText("eu-de_made-here");

  const row = page.getByRole("row").filter({ hasText: person.projectName });
  await expect(row.getByRole("cell", { name: "1", exact: true })).toBeVisible();
  await row.getByRole("button", { name: "Disable" }).click();
  const disable = page.getByRole("dialog", { name: "Disable Project" });
  await expect(disable).toContainText("1 key can be neither used nor changed");
  await expect(disable.getByRole("button", { name: "Yes" })).toHaveAttribute("aria-disabled", "true");
  await disable.getByRole("checkbox").check();
  await disable.getByRole("button", { name: "Yes" }).click();
  // It was the one around the page, whose place another takes: what was said of it stays.
  await expect(page.getByRole("button", { name: "Region or project: eu-de_made-here" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Project disabled successfully" })).toBeVisible();
  expect((await person.client.call("list-keys")).status).toBe(403);

  await page.goto(person.keysPath);
  await expect(page.getByRole("heading", { level: 1, name: `The project ${person.projectName} is disabled` })).toBeVisible();
  await page.getByRole("button", { name: /^Region or project/ }).click();
  await expect(page.getByRole("menuitemradio", { name: person.projectName })).toContainText("Disabled");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Go to Projects" }).click();
  await page.getByRole("row").filter({ hasText: person.projectName }).getByRole("button", { name: "Enable" }).click();
  await page.getByRole("dialog", { name: "Enable Project" }).getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Project enabled successfully" })).toBeVisible();
  await page.goto(person.keysPath);
  await expect(page.getByRole("link", { name: "resting" })).toBeVisible();
});

test("a grantee is picked by name, and an ID in upper case is the same", async ({ page, product }) => {
  test.setTimeout(120_000);
  const person = await signInAsAdministrator(page, product);
  const colleague = await makeTenant(product, [], person);
  const keyId = await person.client.createKey("shared");
  await grantTo(person.client, keyId, person.accountId, ["describe-key"]).catch(() => undefined);
  await page.goto(`${person.keysPath}/${keyId}?tab=grants`);
  for (const pick of ["name", "upper case"] as const) {
    await page.getByRole("button", { name: "Create Grant" }).click();
    const dialog = page.getByRole("dialog", { name: "Create Grant" });
    const field = dialog.getByRole("combobox", { name: "User ID" });
    if (pick === "name") {
      await field.fill(colleague.userName.slice(0, -2));
      await page.getByRole("option", { name: colleague.userName }).click();
      await expect(field).toHaveValue(colleague.userId);
    } else await field.fill(colleague.userId.toUpperCase());
    await expect(dialog.getByText(`${colleague.userName}, a user of the account`)).toBeVisible();
    await dialog.getByRole("checkbox").first().check();
    await dialog.getByRole("button", { name: "OK" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Grant created successfully" })).toBeVisible();
    await expect(dialog).toHaveCount(0);
  }
  await page.getByRole("button", { name: "Create Grant" }).click();
  await page.getByRole("combobox", { name: "User ID" }).fill("0".repeat(32));
  await expect(page.getByText("Nobody in your account has this ID.")).toBeVisible();
});
