/** My Credentials: what a person proves themselves with, made, shown once, used and taken away on the screen. */
import { readFileSync } from "node:fs";
import type { Browser, Locator, Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { sql } from "../harness/database";
import { startProduct } from "../harness/product";
import { SignedClient } from "../harness/signed-client";
import { expect, keyRow, makePerson, operate, type Person, signIn, test } from "./fixtures";

const STEP_S = 30;

/** The pane of My Credentials with this title. */
const pane = (page: Page, title: string) => page.getByRole("region", { name: title });

async function openCredentials(page: Page, person: Person, title: string): Promise<void> {
  await page.goto(`/${person.projectName}/my-credentials`);
  await expect(pane(page, title)).not.toContainText("Loading");
}

/** Presses what opens a dialog until it is there: before the page has come to life a press is lost. */
async function openDialog(page: Page, button: Locator, name: string) {
  const dialog = page.getByRole("dialog", { name, exact: true });
  await expect(async () => {
    await button.click();
    await expect(dialog).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  return dialog;
}

/** A text that a dialog shows once, without the blanks that part it. */
async function shownOnce(dialog: Locator, name: string): Promise<string> {
  return ((await dialog.getByRole("status", { name, exact: true }).textContent()) ?? "").replace(/\s/g, "");
}

/** Looks for a secret wherever a page could leave one. */
async function expectGone(page: Page, secret: string): Promise<void> {
  expect(page.url()).not.toContain(secret);
  const kept = await page.evaluate(() => [
    document.documentElement.outerHTML,
    JSON.stringify({ ...window.sessionStorage }),
    JSON.stringify({ ...window.localStorage }),
    document.cookie,
    JSON.stringify(window.history.state),
  ]);
  expect(kept.join("\n")).not.toContain(secret);
  expect(await (await page.request.get(page.url())).text()).not.toContain(secret);
}

/** What an authenticator shows, so many periods of 30 seconds from now: the service takes those beside its own too. */
function codeOf(secret: string, periods = 0): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: STEP_S });
  return totp.generate({ timestamp: Date.now() + periods * STEP_S * 1000 });
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "User menu" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in?reason=signed-out");
}

/** Shows account, user name and password, and waits for the second step. */
async function signInToSecondStep(page: Page, person: Person): Promise<void> {
  await expect(async () => {
    await signIn(page, person);
    await expect(page.getByRole("heading", { name: "One-time code" })).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 40_000 });
}

async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("One-time code").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The person's sessions look as if the last step-up were so long ago. */
function ageStepUp(dataDir: string, { userId }: Person, minutes = 6) {
  return sql(dataDir, "update session set stepped_up_at = stepped_up_at - make_interval(mins => $2) where user_id = $1", [userId, minutes]);
}

test("API Credentials names the person, the account and the projects, and copies each", async ({ page, context, signInAs }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const person = await signInAs("KMS Viewer");
  await openCredentials(page, person, "API Credentials");
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
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(value);
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
  await openCredentials(page, person, "Access Keys");
  const keys = pane(page, "Access Keys");
  await expect(keys.getByText("No access keys yet")).toBeVisible();

  const create = await openDialog(page, keys.getByRole("button", { name: "Create Access Key" }), "Create Access Key");
  await create.getByLabel("Description").fill("nightly report");
  await create.getByLabel("Project").selectOption({ label: person.projectName });
  await create.getByRole("button", { name: "OK" }).click();
  const made = page.getByRole("dialog", { name: "Access key created" });
  const access = await shownOnce(made, "Access key ID");
  const secret = await shownOnce(made, "Secret access key");
  // Closing before it was kept asks first.
  await page.keyboard.press("Escape");
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

test("one-time codes are set up, asked for after the password, each taken once, and a recovery code takes their place", async ({
  page,
  product,
  signInAs,
}) => {
  test.setTimeout(180_000);
  const person = await signInAs("KMS Viewer");
  await openCredentials(page, person, "One-time codes");
  const codes = pane(page, "One-time codes");
  await expect(codes).toContainText("Off");
  // At an IP address browsers refuse passkeys, and the pane says what would help.
  await expect(pane(page, "Passkeys")).toContainText("localhost");
  await expect(pane(page, "Passkeys").getByRole("button", { name: "Add Passkey" })).toBeDisabled();

  const setUp = await openDialog(page, codes.getByRole("button", { name: "Set Up" }), "Set Up One-time Codes");
  await expect(setUp.getByRole("img", { name: "QR code" })).toBeVisible();
  const secret = await shownOnce(setUp, "Secret");
  expect(secret).toMatch(/^[A-Z2-7]{32,}$/);
  await setUp.getByLabel("One-time code").fill("000000");
  await setUp.getByRole("button", { name: "OK" }).click();
  await expect(setUp.getByRole("alert")).toContainText("wrong");
  const first = codeOf(secret, -1);
  await setUp.getByLabel("One-time code").fill(first);
  await setUp.getByRole("button", { name: "OK" }).click();
  const shown = page.getByRole("dialog", { name: "Recovery codes" });
  const recovery = await shown.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allInnerTexts();
  expect(new Set(recovery).size).toBe(10);
  const [download] = await Promise.all([page.waitForEvent("download"), shown.getByRole("button", { name: "Download" }).click()]);
  expect(
    readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n"),
  ).toEqual(recovery);
  await shown.getByRole("button", { name: "Done" }).click();
  await expect(codes).toContainText("10 recovery codes left");
  for (const text of [secret, recovery[0] ?? ""]) await expectGone(page, text);

  await signOut(page);
  await signInToSecondStep(page, person);
  const field = page.getByLabel("One-time code");
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("autocomplete", "one-time-code");
  // A code that was used is refused, and so is none; the first step stays done.
  for (const used of [first, "123456"]) {
    await enterCode(page, used);
    await expect(page.getByRole("alert").filter({ hasText: /code is wrong/ })).toBeVisible();
    await expect(field).toHaveValue("");
  }
  await expectGone(page, person.password);
  await enterCode(page, codeOf(secret));
  await page.waitForURL(`**${person.keysPath}`);
  const [session] = await sql<{ is_mfa_present: boolean }>(
    product.dataDir,
    "select is_mfa_present from session where user_id = $1 and source = 'console' order by created_at desc limit 1",
    [person.userId],
  );
  expect(session?.is_mfa_present).toBe(true);

  await signOut(page);
  await signInToSecondStep(page, person);
  await enterCode(page, recovery[0] ?? "");
  await page.waitForURL(`**${person.keysPath}`);
  await openCredentials(page, person, "One-time codes");
  await expect(codes).toContainText("9 recovery codes left");
  await openDialog(page, codes.getByRole("button", { name: "Remove" }), "Remove One-time Codes");
  await page.getByRole("dialog").getByRole("button", { name: "Yes" }).click();
  await expect(page.getByText("One-time codes removed successfully")).toBeVisible();
  await expect(codes).toContainText("Off");
  await signOut(page);
  await signIn(page, person);
  await page.waitForURL(`**${person.keysPath}`);
});

test("whoever must have a second factor is led to it after signing in, and can do nothing before", async ({ page, product }) => {
  test.setTimeout(120_000);
  const person = await makePerson(product, ["KMS Administrator"]);
  await sql(product.dataDir, "update iam_user set second_factor_required = true where id = $1", [person.userId]);
  await expect(async () => {
    await signIn(page, person);
    await page.waitForURL("**/second-factor?next=*", { timeout: 15_000 });
  }).toPass({ timeout: 50_000 });
  await page.goto(`/${person.projectName}/keys`);
  await page.waitForURL("**/second-factor?next=*");
  await expect(page.getByRole("button", { name: "Continue" })).toBeDisabled();
  const setUp = await openDialog(page, page.getByRole("button", { name: "Set Up" }), "Set Up One-time Codes");
  const secret = await shownOnce(setUp, "Secret");
  await setUp.getByLabel("One-time code").fill(codeOf(secret));
  await setUp.getByRole("button", { name: "OK" }).click();
  await page.getByRole("dialog", { name: "Recovery codes" }).getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(`**${person.keysPath}`);
  await expect(page.getByRole("heading", { name: "No keys in this project yet" })).toBeVisible();
});

test("a passkey is added, signs in after the password, steps up, is renamed and removed", async ({ browser }) => {
  test.setTimeout(180_000);
  const product = await startProductAtLocalhost();
  try {
    await passkeyJourney(browser, product);
  } finally {
    await product.stop();
  }
});

/** Browsers take passkeys at a host name only. */
async function startProductAtLocalhost() {
  const { freePort } = await import("#lib/runtime/processes/free-port");
  const port = String(await freePort());
  const product = await startProduct({ KMS_WORKERS: "1", KMS_CONSOLE_PORT: port, KMS_CONSOLE_URL: `http://localhost:${port}` });
  return { ...product, consoleUrl: `http://localhost:${port}` };
}

async function passkeyJourney(browser: Browser, product: Awaited<ReturnType<typeof startProductAtLocalhost>>): Promise<void> {
  const context = await browser.newContext({ baseURL: product.consoleUrl, reducedMotion: "reduce" });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
  const person = await makePerson(product, ["KMS Administrator"]);
  await expect(async () => {
    await signIn(page, person);
    await page.waitForURL(`**${person.keysPath}`, { timeout: 15_000 });
  }).toPass({ timeout: 50_000 });
  await openCredentials(page, person, "Passkeys");
  const passkeys = pane(page, "Passkeys");
  const add = await openDialog(page, passkeys.getByRole("button", { name: "Add Passkey" }), "Add Passkey");
  await add.getByLabel("Name").fill("Work laptop");
  await add.getByRole("button", { name: "OK" }).click();
  await expect(page.getByText("Passkey added successfully")).toBeVisible();
  await expect(passkeys.getByRole("row", { name: /Work laptop/ })).toContainText("Never");

  await signOut(page);
  await signInToSecondStep(page, person);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL(`**${person.keysPath}`);

  await person.client.createKey("guarded");
  await ageStepUp(product.dataDir, person);
  await page.reload();
  await operate(page, "guarded", "Delete");
  const deletion = page.getByRole("dialog", { name: /^Delete/ });
  await deletion.getByRole("checkbox").check();
  await deletion.getByLabel(/type/i).fill("guarded");
  await deletion.getByRole("button", { name: "Yes" }).click();
  await page.getByRole("dialog", { name: "Confirm that it is you" }).getByRole("button", { name: "Use a passkey" }).click();
  await expect(keyRow(page, "guarded")).toContainText("Pending deletion");

  await openCredentials(page, person, "Passkeys");
  await openDialog(page, passkeys.getByRole("button", { name: "Rename" }), "Rename Passkey");
  await page.getByRole("dialog").getByLabel("Name").fill("Office laptop");
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  const row = passkeys.getByRole("row", { name: /Office laptop/ });
  await expect(row).toContainText("just now");
  await row.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("dialog", { name: "Remove Passkey" }).getByRole("button", { name: "Yes" }).click();
  await expect(passkeys.getByText("No passkeys yet")).toBeVisible();
  await context.close();
}

test("sessions are listed with place and last use, and end singly or all from another browser", async ({
  page,
  browser,
  product,
  signInAs,
}) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
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
  // At work there, the person learns it at the next thing they do, and keeps the page.
  const [ended, last] = others as [Page, Page];
  await expect(async () => {
    await ended.getByRole("button", { name: "Refresh" }).click();
    await expect(ended.getByRole("dialog", { name: "Your session has ended" })).toBeVisible({ timeout: 5_000 });
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
