import type { Locator, Page } from "@playwright/test";
import { expect, keyRow, operate, test } from "./fixtures";

/** The status of each key in the list that is in this state. */
function statuses(page: Page, label: string): Locator {
  return page.getByRole("cell").getByText(label, { exact: true });
}

test("a key is disabled, enabled, scheduled for deletion and kept, each with the guide's dialog", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("life");
  await page.reload();
  const row = keyRow(page, "life");

  await operate(page, "life", "Disable");
  const disable = page.getByRole("dialog", { name: "Disable Key" });
  await expect(disable.getByText("life", { exact: true })).toBeVisible();
  await expect(disable.getByRole("button", { name: "Yes" })).toBeDisabled();
  await disable.getByLabel("I understand the impact of disabling keys").check();
  await disable.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Key disabled successfully" })).toBeVisible();
  await expect(row.getByText("Disabled", { exact: true })).toBeVisible();

  await operate(page, "life", "Enable");
  await page.getByRole("dialog", { name: "Enable Key" }).getByRole("button", { name: "Yes" }).click();
  await expect(row.getByText("Enabled", { exact: true })).toBeVisible();

  await operate(page, "life", "Delete");
  const remove = page.getByRole("dialog", { name: "Delete Key" });
  const yes = remove.getByRole("button", { name: "Yes" });
  await expect(remove.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(remove.getByLabel(/days/)).toHaveValue("30");
  await expect(remove.getByRole("region", { name: "What is at stake" })).toContainText("Tagsnone");
  for (const wrong of ["6", "1097", "7.5", "-7", "", "seven"]) {
    await remove.getByLabel(/days/).fill(wrong);
    await expect(remove.getByLabel(/days/), wrong).toHaveAttribute("aria-invalid", "true");
    await expect(yes).toBeDisabled();
  }
  await remove.getByLabel("I understand the impact of deleting keys").check();
  await remove.getByLabel(/type/).fill("life");
  await expect(yes, "the days are still wrong").toBeDisabled();
  await remove.getByLabel(/type/).fill("lif");
  for (const days of ["7", "1096"]) {
    await remove.getByLabel(/days/).fill(days);
    await expect(remove.getByLabel(/days/)).not.toHaveAttribute("aria-invalid");
    await expect(yes, "what is typed is not the alias").toBeDisabled();
    const date = new Date(Date.now() + Number(days) * 86_400_000).toISOString();
    // A minute may pass between the page's clock and this one.
    await expect(remove.getByText(`${date.slice(0, 10)} ${date.slice(11, 13)}:`)).toContainText("UTC");
  }
  await remove.getByLabel(/type/).fill("life");
  await yes.click();
  await expect(row.getByText("Pending deletion", { exact: true })).toBeVisible();

  await operate(page, "life", "Cancel Deletion");
  const cancel = page.getByRole("dialog", { name: "Cancel Deletion" });
  await expect(cancel.getByRole("button", { name: "Keep scheduled" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(cancel).toBeHidden();
  await expect(row.getByText("Pending deletion", { exact: true })).toBeVisible();
  await operate(page, "life", "Cancel Deletion");
  await page.getByRole("dialog", { name: "Cancel Deletion" }).getByRole("button", { name: "OK" }).click();
  await expect(row.getByText("Disabled", { exact: true })).toBeVisible();
});

test("a change to many keys tells what became of each, and leaves out those that do not allow it", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const ids = [];
  for (const alias of ["one", "two", "three", "asleep"]) ids.push(await person.client.createKey(alias));
  await person.client.call("disable-key", { key_id: ids[3] });
  await page.reload();
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  const bulk = page.getByRole("toolbar", { name: "For the selected keys" });
  await bulk.getByRole("button", { name: "Disable" }).click();
  const dialog = page.getByRole("dialog", { name: "Disable 4 Keys" });
  for (const alias of ["one", "two", "three", "asleep"]) await expect(dialog.getByText(alias, { exact: true })).toBeVisible();
  await dialog.getByLabel("I understand the impact of disabling keys").check();
  await dialog.getByRole("button", { name: "Yes" }).click();
  const outcome = page.getByRole("status").filter({ hasText: "3 disabled · 1 skipped" });
  await expect(outcome).toBeVisible();
  await expect(outcome.getByText(/^asleep: /)).toBeVisible();
  await expect(keyRow(page, "asleep").getByRole("checkbox")).toBeChecked();
  await expect(keyRow(page, "one").getByRole("checkbox")).not.toBeChecked();

  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await bulk.getByRole("button", { name: "Delete", exact: true }).click();
  const remove = page.getByRole("dialog", { name: "Delete 4 Keys" });
  await remove.getByLabel("I understand the impact of deleting keys").check();
  await remove.getByLabel(/type/).fill("4");
  await remove.getByRole("button", { name: "Yes" }).click();
  await expect(statuses(page, "Pending deletion")).toHaveCount(4);

  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await bulk.getByRole("button", { name: "Cancel Deletion" }).click();
  await page.getByRole("dialog", { name: "Cancel Deletion of 4 Keys" }).getByRole("button", { name: "OK" }).click();
  await expect(statuses(page, "Disabled")).toHaveCount(4);
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await bulk.getByRole("button", { name: "Enable" }).click();
  await page.getByRole("dialog", { name: "Enable 4 Keys" }).getByRole("button", { name: "Yes" }).click();
  await expect(statuses(page, "Enabled")).toHaveCount(4);
});

test("a key that changed behind the page is refused with the server's sentence, in the dialog", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("raced");
  await page.reload();
  await operate(page, "raced", "Disable");
  await person.client.call("disable-key", { key_id: id });
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Yes" }).click();
  await expect(dialog.getByRole("alert")).toContainText("The key is not enabled.");
  await expect(dialog.getByRole("alert")).toContainText("Request ID");
});

test("who closes a dialog before the answer is told all the same that it may have come about", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("closed");
  await page.reload();
  await operate(page, "closed", "Disable");
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/keys*", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await held;
    await route.abort();
  });
  const dialog = page.getByRole("dialog", { name: "Disable Key" });
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Yes" }).click();
  await expect(dialog.getByRole("button", { name: "Yes" })).toHaveAttribute("aria-busy", "true");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  release();
  await expect(page.getByRole("alert").filter({ hasText: "may have been done" })).toBeVisible();
});
