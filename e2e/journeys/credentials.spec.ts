/** My Credentials: what a person proves themselves with, made, shown once, used and taken away on the screen; and when it is asked again. */
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { sql } from "../harness/database";
import { makeAccessKey, SignedClient } from "../harness/signed-client";
import { ageStepUp, expectGone, openCredentials, openDialog, pane, shownOnce, signOut } from "./credentials-steps";
import { chooseInUserMenu, expect, keyRow, makePerson, operate, signIn, test } from "./fixtures";

test("API Credentials names the person, the account and the projects, and copies each", async ({ page, context, signInAs }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const person = await signInAs("KMS Viewer");
  await openCredentials(page, person, "API Credentials");
  const field = page.getByLabel("Current password");
  for (const [label, value] of [
    ["IAM User Name", person.userName],
    ["IAM User ID", person.userId],
    ["Account Name", person.account],
    ["Account ID", person.accountId],
    ["Project ID", person.projectId],
  ] as const) {
    await expect(page.getByRole("main").getByText(value, { exact: true }).first()).toBeVisible();
    await expect(async () => {
      await page.getByRole("button", { name: `Copy ${label}`, exact: true }).click();
      await field.fill("");
      await field.press("Control+v");
      await expect(field).toHaveValue(value, { timeout: 1_000 });
    }).toPass();
  }
});

test("an access key shows its secret once, signs with it, and is disabled, enabled and deleted; two are enough", async ({
  page,
  product,
  signInAs,
}) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  const keys = pane(page, "Access Keys");
  await chooseInUserMenu(page, "My Credentials");
  await expect(keys.getByText("No access keys yet")).toBeVisible();

  const create = await openDialog(page, keys.getByRole("button", { name: "Create Access Key" }), "Create Access Key");
  await create.getByLabel("Description").fill("nightly report");
  // Nothing that was typed is lost.
  await page.keyboard.press("Escape");
  await openDialog(page, keys.getByRole("button", { name: "Create Access Key" }), "Create Access Key");
  await expect(create.getByLabel("Description")).toHaveValue("nightly report");
  await create.getByLabel("Project").selectOption({ label: person.projectName });
  await create.getByRole("button", { name: "OK" }).click();
  const made = page.getByRole("dialog", { name: "Access key created" });
  const access = await shownOnce(made, "Access key ID");
  const secret = await shownOnce(made, "Secret access key");
  // Closing, or going back, before it was kept asks first.
  await page.evaluate(() => window.history.back());
  await expect(made.getByRole("alert")).toContainText("cannot be shown again");
  const [download] = await Promise.all([page.waitForEvent("download"), made.getByRole("button", { name: "Download" }).click()]);
  expect(download.suggestedFilename()).toBe("credentials.csv");
  expect(readFileSync(await download.path(), "utf8")).toBe(
    `User Name,Access Key Id,Secret Access Key\r\n${person.userName},${access},${secret}\r\n`,
  );
  await made.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectGone(page, secret);

  const client = new SignedClient(product.apiUrl, { access, secret }, person.projectId);
  expect((await client.call("list-keys")).status).toBe(200);
  const row = keys.getByRole("row").filter({ hasText: access });
  await expect(row).toContainText("nightly report");
  await row.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: "Edit Description" }).click();
  const describe = page.getByRole("dialog", { name: "Edit Description" });
  await expect(describe.getByLabel("Description")).toHaveValue("nightly report");
  await describe.getByLabel("Description").fill("weekly report");
  await describe.getByRole("button", { name: "OK" }).click();
  await expect(row).toContainText("weekly report");
  await row.getByRole("button", { name: "Disable" }).click();
  await expect(row).toContainText("Disabled");
  expect((await client.call("list-keys")).status).toBe(401);
  await row.getByRole("button", { name: "Enable" }).click();
  await expect(row).toContainText("Enabled");
  expect((await client.call("list-keys")).status).toBe(200);

  const second = await openDialog(page, keys.getByRole("button", { name: "Create Access Key" }), "Create Access Key");
  await second.getByRole("button", { name: "OK" }).click();
  await made.getByRole("button", { name: "Done" }).click();
  await expect(keys.getByText("2 of 2")).toBeVisible();
  const full = keys.getByRole("button", { name: "Create Access Key" });
  await expect(full).toBeDisabled();
  await expect(full).toHaveAttribute("aria-description", "You have 2 access keys. Delete one of them first.");

  await row.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const remove = page.getByRole("dialog", { name: "Delete Access Key" });
  await expect(remove).toContainText(access);
  await expect(remove.getByRole("button", { name: "Cancel" })).toBeFocused();
  await remove.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByText("Access key deleted successfully")).toBeVisible();
  await expect(row).toHaveCount(0);
  expect((await client.call("list-keys")).status).toBe(401);
  await expect(full).toBeEnabled();
});

test("a password is changed; what is wrong with it stands at its field, and only the new one signs in", async ({ page, signInAs }) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Viewer");
  await openCredentials(page, person, "Sessions");
  const form = pane(page, "Password");
  const next = "seven sober otters swim";
  const fill = async (current: string, first: string, again: string) => {
    await form.getByLabel("Current password").fill(current);
    await form.getByLabel("New password", { exact: true }).fill(first);
    await form.getByLabel("Confirm new password").fill(again);
    await form.getByRole("button", { name: "Change Password" }).click();
  };
  for (const [current, first, again, sentence] of [
    [person.password, "short", "short", "at least 8 characters"],
    [person.password, person.userName, person.userName, "user name"],
    [person.password, [...person.userName].reverse().join(""), "", "user name backwards"],
    [person.password, next, `${next}!`, "differ"],
    [person.password, "password123", "password123", "Many people use"],
    [`${person.password}!`, next, next, "current password is wrong"],
  ] as const) {
    await fill(current, first, again);
    await expect(form.getByRole("alert").filter({ hasText: sentence })).toBeVisible();
  }
  await fill(person.password, next, next);
  await expect(page.getByText("Password changed successfully")).toBeVisible();
  await expect(form.getByLabel("Current password")).toHaveValue("");
  await expectGone(page, next);
  await signOut(page);
  await signIn(page, person);
  await expect(page.getByRole("main").getByRole("alert")).toContainText("wrong");
  await page.getByLabel("Password").fill(next);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`**${person.keysPath}`);
});

test("sessions are listed with place and last use, and end singly or all from another browser", async ({
  page,
  browser,
  product,
  signInAs,
}) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("any");
  const others: Page[] = [];
  for (const userAgent of ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "something else"]) {
    const other = await (await browser.newContext({ baseURL: product.consoleUrl, userAgent, reducedMotion: "reduce" })).newPage();
    await expect(async () => {
      await signIn(other, person);
      await other.waitForURL(`**${person.keysPath}`, { timeout: 15_000 });
    }).toPass({ timeout: 50_000 });
    others.push(other);
  }
  await openCredentials(page, person, "Sessions");
  const sessions = pane(page, "Sessions");
  const own = sessions.getByRole("row").filter({ hasText: "This session" });
  await expect(own).toHaveCount(1);
  await expect(own).toContainText("127.0.0.1");
  await expect(own.getByRole("button", { name: "End" })).toHaveCount(0);
  const firefox = sessions.getByRole("row").filter({ hasText: "Firefox on Linux" });
  await expect(async () => {
    await firefox.getByRole("button", { name: "End" }).click();
    await expect(page.getByText("Session ended successfully")).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await expect(firefox).toHaveCount(0);
  // At work there, the person learns it at the next thing they do, or that the page asks by itself, and keeps the page.
  const [ended, last] = others as [Page, Page];
  const told = ended.getByRole("dialog", { name: "Your session has ended" });
  await expect(async () => {
    if (!(await told.isVisible())) await ended.getByRole("button", { name: "Refresh" }).click({ timeout: 5_000 });
    await expect(told).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  await sessions.getByRole("button", { name: "End all other sessions" }).click();
  await expect(own).toBeVisible();
  await expect(sessions.getByRole("row")).toHaveCount(2);
  await last.reload();
  await expect(last).toHaveURL(/sign-in\?reason=ended/);
  await page.reload();
  await expect(own).toBeVisible();
});

test("what is grave asks for the password after five minutes, keeps what was typed, and goes on by itself", async ({
  page,
  product,
  signInAs,
}) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  for (const alias of ["one", "two"]) await person.client.createKey(alias);
  await page.reload();
  // Whoever has just signed in is not asked.
  await operate(page, "one", "Delete");
  const deletion = page.getByRole("dialog", { name: /^Delete/ });
  const confirm = async (alias: string) => {
    await deletion.getByLabel(/days/i).fill("9");
    await deletion.getByRole("checkbox").check();
    await deletion.getByLabel(/type/i).fill(alias);
    await deletion.getByRole("button", { name: "Yes" }).click();
  };
  await confirm("one");
  await expect(keyRow(page, "one")).toContainText("Pending deletion");

  await ageStepUp(product.dataDir, person);
  await operate(page, "two", "Delete");
  await confirm("two");
  const stepUp = page.getByRole("dialog", { name: "Confirm that it is you" });
  await expect(stepUp.getByLabel("Password")).toBeFocused();
  await stepUp.getByRole("button", { name: "Cancel" }).click();
  await expect(stepUp).toHaveCount(0);
  await expect(deletion.getByLabel(/days/i)).toHaveValue("9");
  await expect(deletion.getByLabel(/type/i)).toHaveValue("two");
  await expect(deletion.getByRole("alert")).toHaveCount(0);
  await deletion.getByRole("button", { name: "Yes" }).click();
  await stepUp.getByLabel("Password").fill("not the password");
  await stepUp.getByRole("button", { name: "OK" }).click();
  await expect(stepUp.getByRole("alert")).toContainText("wrong");
  await stepUp.getByLabel("Password").fill(person.password);
  await page.keyboard.press("Enter");
  await expect(keyRow(page, "two")).toContainText("Pending deletion");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectGone(page, person.password);

  await ageStepUp(product.dataDir, person);
  await openCredentials(page, person, "Access Keys");
  const create = await openDialog(page, pane(page, "Access Keys").getByRole("button", { name: "Create Access Key" }), "Create Access Key");
  await create.getByLabel("Description").fill("kept while asked");
  await create.getByRole("button", { name: "OK" }).click();
  await stepUp.getByLabel("Password").fill(person.password);
  await stepUp.getByRole("button", { name: "OK" }).click();
  await page.getByRole("dialog", { name: "Access key created" }).getByRole("button", { name: "Done" }).click();
  await expect(pane(page, "Access Keys")).toContainText("kept while asked");
});

test("who may enter no project has My Credentials all the same, and reads nobody's but their own", async ({ page, product }) => {
  const [person, other] = [await makePerson(product, ["KMS Administrator"]), await makePerson(product, ["KMS Administrator"])];
  await makeAccessKey(product, other);
  await sql(product.dataDir, "delete from group_member where user_id = $1", [person.userId]);
  const { account, userName, password } = person;
  await expect(async () => {
    await signIn(page, { account, userName, password });
    await expect(page.getByRole("heading", { name: "You have no access to any project" })).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 40_000 });
  await chooseInUserMenu(page, "My Credentials");
  await expect(pane(page, "API Credentials")).toContainText(person.userId);
  await expect(pane(page, "Access Keys")).toContainText("No access keys yet");
  await expect(pane(page, "Sessions")).toContainText("This session");

  const read = async (path: string) => page.request.get(`/api/own/${path}`);
  const made = await read(`listAccessKeys?user_id=${other.userId}&input=${encodeURIComponent(JSON.stringify({ user_id: other.userId }))}`);
  expect([made.status(), await made.json()]).toMatchObject([200, { credentials: [] }]);
  for (const path of ["createAccessKey", "createRecoveryCodes", "listUsers", "__proto__", "constructor"]) {
    expect([path, (await read(path)).status()]).toEqual([path, 400]);
  }
  await page.context().clearCookies();
  expect((await read("listOwnSessions")).status()).toBe(401);
});
