import { expect, keyRow, pressShortcut, test } from "./fixtures";

test("a key is created in the dialog, announced with a link, and is on top, Enabled", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("older");
  await page.getByRole("button", { name: "Create Key" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create Key" });
  await dialog.getByLabel("Alias").fill("payments/card:vault_1-a");
  await expect(dialog.getByLabel("Key Algorithm")).toHaveValue("AES_256");
  await expect(dialog.getByLabel("Usage")).toHaveValue("ENCRYPT_DECRYPT");
  await dialog.getByLabel("Description").fill("Línea uno 漢字");
  await dialog.getByRole("button", { name: "OK" }).click();
  const message = page.getByRole("status").filter({ hasText: "Key created successfully" });
  await expect(message.getByRole("link", { name: "payments/card:vault_1-a" })).toBeVisible();
  const first = page.getByRole("row").nth(1);
  await expect(first.getByRole("link", { name: "payments/card:vault_1-a" })).toBeVisible();
  await expect(first.getByText("Enabled")).toBeVisible();
});

test("an alias or description outside the rules is refused at its field, and nothing is created", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("taken");
  await page.reload();
  await page.getByRole("button", { name: "Create Key" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create Key" });
  const alias = dialog.getByLabel("Alias");
  const description = dialog.getByLabel("Description");
  const ok = dialog.getByRole("button", { name: "OK" });
  for (const wrong of ["", "a".repeat(256), "with space", "dot.ted", "ümlaut", "obs/default", "taken"]) {
    await alias.fill(wrong);
    await ok.click();
    await expect(alias, wrong).toHaveAttribute("aria-invalid", "true");
    await expect(dialog.getByRole("alert")).toHaveText(wrong === "taken" ? /already used/ : /1 to 255 characters/);
  }
  await alias.fill("sound");
  await description.fill("d".repeat(256));
  await ok.click();
  await expect(description).toHaveAttribute("aria-invalid", "true");
  const listed = await person.client.call("list-keys");
  expect(listed.body.total).toBe(1);
});

test("255 characters are allowed for alias and description", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await page.getByRole("button", { name: "Create Key" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create Key" });
  await dialog.getByLabel("Alias").fill("a".repeat(255));
  await dialog.getByLabel("Description").fill("漢".repeat(255));
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog).toBeHidden();
  const listed = await person.client.call("list-keys");
  expect(listed.body.key_details[0].key_description).toBe("漢".repeat(255));
});

test("a key can be created, disabled and enabled with the keyboard alone", async ({ page, signInAs }) => {
  await signInAs("KMS Administrator");
  await page.getByRole("button", { name: "Create Key" }).first().waitFor();
  await expect(page.getByText("No keys yet")).toBeVisible();
  const dialog = page.getByRole("dialog", { name: "Create Key" });
  await pressShortcut(page, "c", dialog);
  await expect(dialog.getByLabel("Alias")).toBeFocused();
  await page.keyboard.type("by-keyboard");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  const row = keyRow(page, "by-keyboard");
  await row.getByRole("button", { name: "Disable" }).focus();
  await page.keyboard.press("Enter");
  const disable = page.getByRole("dialog", { name: "Disable Key" });
  await expect(disable.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(row.getByText("Disabled")).toBeVisible();
  await expect(row.getByRole("button", { name: "Disable" })).toBeFocused();
});

test("Escape closes the dialog without creating, and the focus returns to the button", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const button = page.getByRole("button", { name: "Create Key" }).first();
  await button.click();
  await page.getByRole("dialog").getByLabel("Alias").fill("never");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(button).toBeFocused();
  expect((await person.client.call("list-keys")).body.total).toBe(0);
});
