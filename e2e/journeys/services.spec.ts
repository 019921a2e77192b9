/** Default master keys as people meet them (guide 1.1.2, 3.1.3, Table 3-2), and the users that cloud services are. */
import { makeService } from "../harness/cloud-service";
import { SignedClient } from "../harness/signed-client";
import { chooseFilter, expect, expectAccessible, keyRow, listComesToLife, test } from "./fixtures";
import { openIdentity, signInAsAdministrator, stepUpIfAsked } from "./identity-steps";

test("a service's first data key brings its default master key into the list, with its badge, and nobody changes it", async ({
  page,
  signInAs,
  product,
}) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("custom");
  const { credentials } = await makeService(product, person, "obs");
  const service = new SignedClient(product.apiUrl, credentials, person.projectId);
  expect((await service.call("create-datakey", { key_id: "alias/obs/default", datakey_length: "256" })).status).toBe(200);
  await page.reload();
  await listComesToLife(page);
  const row = keyRow(page, "obs/default");
  await expect(row.getByText("Default", { exact: true })).toBeVisible();
  await expect(page.getByText(/^1 of [\d,]+ keys$/)).toBeVisible();

  await row.getByRole("button", { name: /^More/ }).click();
  for (const [name, reason] of [
    ["Disable", "Default master keys cannot be disabled."],
    ["Delete", "Default master keys cannot be deleted."],
    ["Rotate now", "Default master keys cannot be rotated."],
  ] as const) {
    const entry = page.getByRole("menuitem", { name }).filter({ hasText: `${name}${reason}` });
    await expect(entry).toHaveAttribute("aria-disabled", "true");
  }
  await page.keyboard.press("Escape");

  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "Disable" }).click();
  const dialog = page.getByRole("dialog", { name: /^Disable / });
  await dialog.getByLabel(/I understand/).check();
  await dialog.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "1 disabled · 1 skipped: obs/default is a default master key" })).toBeVisible();

  await page.getByRole("button", { name: "Clear selection" }).click();
  await chooseFilter(page, "Key type", "Default");
  await expect(keyRow(page, "custom")).toHaveCount(0);
  await row.getByRole("link", { name: "obs/default" }).click();
  await expect(page.getByRole("heading", { name: "obs/default" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Edit/ })).toHaveCount(0);
  await expectAccessible(page);
});

test("a cloud service is created among the users, without a password, and gets its access key on its page", async ({ page, product }) => {
  const person = await signInAsAdministrator(page, product);
  await openIdentity(page, "Users");
  await page.getByRole("button", { name: "Create User" }).click();
  const dialog = page.getByRole("dialog", { name: "Create User" });
  await dialog.getByText("Cloud service", { exact: true }).click();
  await dialog.getByLabel("Service", { exact: true }).selectOption("evs");
  await dialog.getByLabel("User name").fill("volumes");
  await expect(dialog.getByLabel("Password")).toHaveCount(0);
  await expectAccessible(page, "the dialog");
  await dialog.getByRole("button", { name: "OK" }).click();
  await stepUpIfAsked(page, dialog, person.password);
  await expect(page.getByRole("heading", { level: 1, name: "volumes" })).toBeVisible();
  await expect(page.getByText("Service: EVS")).toBeVisible();
  for (const part of ["Groups", "Second factor"]) await expect(page.getByRole("heading", { name: part })).toHaveCount(0);
  await page.getByRole("button", { name: "Create Access Key" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  const made = page.getByRole("dialog", { name: "Access key created" });
  await expect(made.getByText("Secret access key")).toBeVisible();
  await made.getByRole("button", { name: "Download" }).click();
  await made.getByRole("button", { name: "Done" }).click();
  // The head of the page has a Disable of its own, for the user.
  const keys = page.getByRole("region", { name: "Access Keys" });
  await keys.getByRole("button", { name: "Disable", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Access key disabled successfully" })).toBeVisible();
  await expect(keys.getByText("Disabled", { exact: true })).toBeVisible();
  await expectAccessible(page);
});
