/** Showing anew who one is: over whatever asked for it, in each of its ways, and what was asked for goes on exactly once. */
import type { Page } from "@playwright/test";
import { sql } from "../harness/database";
import { ageStepUp, codeOf, expectGone, previousCodeOf } from "./credentials-steps";
import { expect, type JourneyProduct, keyRow, listComesToLife, makePerson, operate, type Person, signIn, test } from "./fixtures";
import { makeAdministrator } from "./identity-steps";

const stepUpDialog = (page: Page) => page.getByRole("dialog", { name: "Confirm that it is you" });

/** Binds an authenticator over REST. @returns its secret */
async function bindCodes({ client, userId }: Person): Promise<{ secret: string; shown: string }> {
  const body = JSON.stringify({ virtual_mfa_device: { name: "phone", user_id: userId } });
  const { base32_string_seed: secret } = (await client.send("POST", "/v3.0/OS-MFA/virtual-mfa-devices", body)).body.virtual_mfa_device;
  const shown = await previousCodeOf(secret);
  const code = JSON.stringify({ authentication_code: shown });
  expect((await client.send("PUT", `/v3.0/OS-MFA/users/${userId}/virtual-mfa-device`, code)).status).toBe(204);
  return { secret, shown };
}

/** How many times something was done to which keys, or people. */
async function done({ dataDir }: JourneyProduct, { userId }: Person, traceName: string): Promise<number> {
  const found = await sql(dataDir, "select 1 from trace where caller_id = $1 and trace_name = $2 and outcome = 'normal'", [
    userId,
    traceName,
  ]);
  return found.length;
}

/**
 * From now on Escape is pressed as soon as a dialog is in the page, and as soon as something in it has the focus; that dialog does not
 * take keys yet. @returns ends it, and says how often it was pressed
 */
async function pressEscapeAsDialogsCome(page: Page): Promise<() => Promise<number>> {
  const presses = await page.evaluateHandle(() => {
    const before = document.querySelectorAll("[role=dialog]").length;
    const count = { pressed: 0, end: () => 0 };
    const press = () => {
      if (document.querySelectorAll("[role=dialog]").length <= before) return;
      count.pressed += 1;
      const at = document.activeElement ?? document.body;
      at.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
      if (count.pressed === 2) count.end();
    };
    const watched = new MutationObserver(press);
    watched.observe(document.body, { childList: true });
    document.addEventListener("focusin", press);
    count.end = () => {
      watched.disconnect();
      document.removeEventListener("focusin", press);
      return count.pressed;
    };
    return count;
  });
  return () => presses.evaluate((count) => count.end());
}

test("many keys are deleted after a one-time code, key material and a policy after the password; each goes on once", async ({
  page,
  product,
}) => {
  test.setTimeout(180_000);
  const person = await makePerson(product, ["KMS Administrator"]);
  await makeAdministrator(product, person);
  await expect(async () => {
    await signIn(page, person);
    await page.waitForURL(`**${person.keysPath}`, { timeout: 15_000 });
  }).toPass({ timeout: 50_000 });
  const { secret, shown } = await bindCodes(person);
  for (const alias of ["one", "two"]) await person.client.createKey(alias);
  const imported = await person.client.createKey("imported", { origin: "external" });
  await sql(product.dataDir, "update cmk set state = 'enabled' where id = $1", [imported]);
  await ageStepUp(product.dataDir, person);
  await page.reload();
  await listComesToLife(page);
  const dialog = stepUpDialog(page);

  for (const alias of ["one", "two"]) await page.getByRole("checkbox", { name: `Select ${alias}` }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "Delete", exact: true }).click();
  const deletion = page.getByRole("dialog", { name: /^Delete 2 Keys/ });
  await deletion.getByRole("checkbox").check();
  await deletion.getByLabel(/type/i).fill("2");
  await deletion.getByRole("button", { name: "Yes" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  // All is as it was, and both keys are still there to be deleted.
  await expect(deletion.getByLabel(/type/i)).toHaveValue("2");
  await expect(deletion.getByRole("alert")).toHaveCount(0);
  expect(await done(product, person, "scheduleKeyDeletion")).toBe(0);
  await deletion.getByRole("button", { name: "Yes" }).click();
  await dialog.getByRole("button", { name: "Use a one-time code" }).click();
  const field = dialog.getByLabel("One-time code");
  await expect(field).toBeFocused();
  // A code is good once, whatever the clock says by now.
  await field.fill(shown);
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByRole("alert")).toContainText("wrong");
  await expect(field).toHaveValue("");
  await field.fill(codeOf(secret));
  await page.keyboard.press("Enter");
  for (const alias of ["one", "two"]) await expect(keyRow(page, alias)).toContainText("Pending deletion");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await done(product, person, "scheduleKeyDeletion")).toBe(2);

  await ageStepUp(product.dataDir, person);
  await operate(page, "imported", "Delete Key Material");
  await page.getByRole("dialog", { name: "Delete Key Material" }).getByRole("button", { name: "Yes" }).click();
  await dialog.getByLabel("Password").fill(person.password);
  await page.keyboard.press("Enter");
  await expect(keyRow(page, "imported")).toContainText("Pending import");

  await page.goto("/identity/policies");
  const policy = page.getByRole("dialog", { name: "Create Policy" });
  await expect(async () => {
    if (!(await policy.isVisible())) await page.getByRole("button", { name: "Create Policy" }).click();
    await expect(policy.getByLabel("Policy name")).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await policy.getByLabel("Policy name").fill("readers");
  await policy.getByRole("checkbox", { name: "Encrypt data" }).check();
  await ageStepUp(product.dataDir, person);
  const tooEarly = await pressEscapeAsDialogsCome(page);
  await policy.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByLabel("Password")).toBeFocused();
  expect(await tooEarly()).toBeGreaterThan(0);
  await expect(policy.getByLabel("Policy name")).toHaveValue("readers");
  // The dialog takes keys a moment after it took the focus.
  await expect(async () => {
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0, { timeout: 5_000 });
  }).toPass();
  await expect(policy.getByLabel("Policy name")).toHaveValue("readers");
  await policy.getByRole("button", { name: "OK" }).click();
  await dialog.getByLabel("Password").fill(person.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Policy created successfully" })).toBeVisible();
  expect(await sql(product.dataDir, "select display_name from policy where account_id = $1", [person.accountId])).toEqual([
    { display_name: "readers" },
  ]);
  for (const shown of [person.password, secret]) await expectGone(page, shown);
});
