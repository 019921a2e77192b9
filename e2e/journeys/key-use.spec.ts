/** Who uses a key, as the console shows it, and disabling a key in shadow. */
import type { Page } from "@playwright/test";
import { sql } from "../harness/database";
import { makeTenant } from "../harness/tenant";
import { expect, expectAccessible, keyRow, operate, type Person, test } from "./fixtures";

const encrypt = ({ client }: Pick<Person, "client">, key_id: string) => client.call("encrypt-data", { key_id, plain_text: "x" });
const openUse = async (page: Page, person: Person, keyId: string) => {
  await page.goto(`${person.keysPath}/${keyId}?tab=tool`);
  await page.getByRole("tab", { name: "Use", exact: true }).click();
  await expect(page).toHaveURL(/\?tab=use$/);
};

const lastUsed = (page: Page) => page.locator("dl > div", { has: page.locator("dt", { hasText: "Last used" }) }).locator("dd");

test("the list says when a key was used last and by whom, and finds keys without use", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const used = await person.client.createKey("in-use");
  await person.client.createKey("idle");
  await encrypt(person, used);
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Last used" })).toBeVisible();
  await expect(keyRow(page, "idle").getByText("never")).toBeVisible();
  // It is counted within a second or two, and the list is read again every few.
  const last = keyRow(page, "in-use").locator(".c-used time");
  await expect(last).toBeVisible();
  await expect(last).toHaveAttribute("data-tip", new RegExp(`Encrypt data, by ${person.userName}$`));
  // Both were made today, so neither has long been without use.
  await page.goto(`${person.keysPath}?unused=90`);
  await expect(page.getByText("No key matches these filters")).toBeVisible();
  await expect(page.getByText("Not for 90 days")).toBeVisible();
});

test("a key's page says when it was used last, who called it, by what and when, for three spans of time", async ({
  page,
  product,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  const colleague = await makeTenant(product, ["KMS Administrator"], person);
  const keyId = await person.client.createKey("called");
  await encrypt(person, keyId);
  for (let call = 0; call < 2; call += 1) await encrypt(colleague, keyId);
  await encrypt(await makeTenant(product, ["KMS Viewer"], person), keyId);
  await openUse(page, person, keyId);
  await expect(lastUsed(page)).toHaveText("just now");
  const panel = page.getByRole("region", { name: "What would break" });
  await expect(panel.getByRole("status")).toContainText("4 calls from 3 callers · 1 of them refused or failed");
  const row = panel.getByRole("table", { name: "Callers" }).getByRole("row").filter({ hasText: colleague.userName });
  await expect(row.getByRole("cell")).toContainText([colleague.userName, "2", "0", "0"]);
  await expect(panel.getByRole("list", { name: "By operation" })).toContainText("Encrypt data4");
  await expect(panel.getByRole("list", { name: "By version" })).toContainText("Version 03");
  await expect(panel.getByRole("figure", { name: "Calls on this key in the last 30 days" }).getByRole("row")).toHaveCount(31);
  for (const [span, bars] of [
    ["7", 7],
    ["365", 53],
  ] as const) {
    await panel.getByText(`${span} days`, { exact: true }).click();
    await expect(panel.getByRole("figure", { name: `Calls on this key in the last ${span} days` }).getByRole("row")).toHaveCount(bars + 1);
  }
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
});

test("somebody disables a key in shadow, sees live what would fail, and disables it with one click", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("in-shadow");
  await page.reload();
  await operate(page, "in-shadow", "Disable in shadow");
  const dialog = page.getByRole("dialog", { name: "Disable in Shadow" });
  const days = dialog.getByLabel("Shadow period (days)");
  await expect(days).toHaveValue("7");
  for (const wrong of ["0", "31", "1.5", ""]) {
    await days.fill(wrong);
    await dialog.getByRole("button", { name: "OK" }).click();
    await expect(days, wrong).toHaveAttribute("aria-invalid", "true");
  }
  await days.fill("3");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The key is being disabled in shadow" })).toBeVisible();
  await openUse(page, person, keyId);
  const shadow = page.getByRole("region", { name: "Disabling in shadow" });
  await expect(shadow.getByRole("status")).toContainText("No call would have failed so far");
  expect((await encrypt(person, keyId)).status).toBe(200);
  // Live: nothing is pressed.
  await expect(shadow.getByRole("status")).toContainText("1 call from 1 caller would have failed");
  await expect(page.getByText("In shadow", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await shadow.getByRole("button", { name: "Disable", exact: true }).click();
  const disable = page.getByRole("dialog", { name: "Disable Key" });
  await expect(disable.getByRole("region", { name: "What is at stake" })).toContainText(person.userName);
  await disable.getByLabel("I understand the impact of disabling keys").check();
  await disable.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Key disabled successfully" })).toBeVisible();
  await expect(shadow).toContainText("1 call from 1 caller would have failed.");
  await expect(page.getByText("In shadow", { exact: true })).toHaveCount(0);
  expect((await encrypt(person, keyId)).code).toBe("KMS.0209");
});

test("a shadow is stopped, and the key is as it was", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("stopped");
  await openUse(page, person, keyId);
  const shadow = page.getByRole("region", { name: "Disabling in shadow" });
  await shadow.getByRole("button", { name: "Disable in shadow" }).click();
  await page.getByRole("dialog", { name: "Disable in Shadow" }).getByRole("button", { name: "OK" }).click();
  await shadow.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Disabling in shadow stopped" })).toBeVisible();
  await expect(shadow.getByRole("button", { name: "Disable in shadow" })).toBeVisible();
  expect((await encrypt(person, keyId)).status).toBe(200);
});

test("a viewer sees when a key was used last, and not by whom else; nothing can be begun", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Viewer");
  const owner = await makeTenant(JSON.parse(process.env.KMS_JOURNEY_PRODUCT ?? "null"), ["KMS Administrator"], person);
  const keyId = await owner.client.createKey("looked-at");
  await encrypt(owner, keyId);
  await openUse(page, person, keyId);
  await expect(page.getByText("You may not see who uses the key")).toBeVisible();
  await expect(page.getByRole("button", { name: "Disable in shadow" })).toHaveAttribute("aria-disabled", "true");
  await expect(lastUsed(page)).toHaveText("just now");
});

test("whoever disables keys or deletes key material is told who uses them", async ({ page, product, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const [one] = [await person.client.createKey("many-one"), await person.client.createKey("many-two")];
  await encrypt(person, one);
  await page.reload();
  for (const alias of ["many-one", "many-two"]) await page.getByRole("checkbox", { name: `Select ${alias}` }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "Disable", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Disable 2 Keys" });
  await expect(dialog.getByRole("status")).toContainText("1 key was used in the last 24 hours, 1 not in the last 30 days.");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  // As if it had been imported: only the dialog is looked at.
  await sql(product.dataDir, "update cmk set origin = 'external' where id = $1", [one]);
  await page.goto(`${person.keysPath}/${one}?tab=tool`);
  await page
    .getByRole("button", { name: "More for many-one" })
    .or(page.getByRole("button", { name: "More", exact: true }))
    .click();
  await page.getByRole("menuitem", { name: "Delete Key Material" }).click();
  const material = page.getByRole("dialog", { name: "Delete Key Material" });
  await expect(material.getByRole("region", { name: "What is at stake" })).toContainText(`${person.userName} 1 call`);
});
