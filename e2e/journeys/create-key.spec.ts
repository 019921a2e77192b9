import type { Locator, Page } from "@playwright/test";
import { chooseInUserMenu, expect, expectAccessible, keyRow, makePerson, pressShortcut, signIn, test } from "./fixtures";

async function openCreate(page: Page): Promise<Locator> {
  const dialog = page.getByRole("dialog", { name: "Create Key" });
  await expect(async () => {
    await page.getByRole("button", { name: "Create Key" }).first().click();
    await expect(dialog).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  return dialog;
}

/** The sentence that a field is described by. */
function faultOf(field: Locator): Promise<string> {
  return field.evaluate((element) =>
    (element.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent)
      .join(" "),
  );
}

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

test("each fault of an alias or description stands at its field in its own words, and nothing is created", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("taken");
  await page.reload();
  const dialog = await openCreate(page);
  const alias = dialog.getByLabel("Alias");
  const description = dialog.getByLabel("Description");
  const ok = dialog.getByRole("button", { name: "OK" });
  for (const [wrong, sentence] of [
    ["", "Enter an alias."],
    ["a".repeat(256), "The alias has 256 characters; at most 255 fit."],
    ["with space", "An alias has no blanks"],
    ["dot.ted", "“.” cannot stand in an alias"],
    ["ümlaut", "“ü” cannot stand in an alias"],
    ["obs/default", "must not end in /default"],
    ["taken", "already used"],
  ] as const) {
    await alias.fill(wrong);
    await ok.click();
    await expect(alias, wrong).toHaveAttribute("aria-invalid", "true");
    await expect(alias, "the focus is where the fault is").toBeFocused();
    expect(await faultOf(alias)).toContain(sentence);
    await expect(dialog.getByRole("alert")).toHaveCount(1);
  }
  // What the service said of the alias stays true while another field is filled.
  await description.fill("d".repeat(256));
  await expect(alias).toHaveAttribute("aria-invalid", "true");
  await alias.fill("sound");
  await expect(alias).not.toHaveAttribute("aria-invalid");
  await ok.click();
  await expect(description).toBeFocused();
  expect(await faultOf(description)).toContain("The description has 256 characters; at most 255 fit.");
  const listed = await person.client.call("list-keys");
  expect(listed.body.total).toBe(1);
});

test("nothing is red before it was typed, and nothing after it was corrected", async ({ page, signInAs }) => {
  await signInAs("KMS Administrator");
  const dialog = await openCreate(page);
  const alias = dialog.getByLabel("Alias");
  const red = dialog.locator('[aria-invalid="true"]');
  await expect(alias).toBeFocused();
  await dialog.getByLabel("Description").focus();
  await expect(red).toHaveCount(0);
  await alias.pressSequentially("a b");
  await expect(red).toHaveCount(0);
  await dialog.getByLabel("Description").focus();
  await expect(alias).toHaveAttribute("aria-invalid", "true");
  await alias.press("End");
  for (const key of ["Backspace", "Backspace"]) await alias.press(key);
  await expect(red).toHaveCount(0);
  await expect(dialog.getByRole("alert")).toHaveCount(0);
});

test("line breaks of a description are kept", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const dialog = await openCreate(page);
  await dialog.getByLabel("Alias").fill("lines");
  await dialog.getByLabel("Description").fill("first\nsecond\n\nfourth");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog).toBeHidden();
  const listed = await person.client.call("list-keys");
  expect(listed.body.key_details[0].key_description).toBe("first\nsecond\n\nfourth");
});

test("what was typed is there again after Escape and after loading the page anew, until it is discarded or used", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  let dialog = await openCreate(page);
  await dialog.getByLabel("Alias").fill("half/typed");
  await dialog.getByLabel("Key Algorithm").selectOption("RSA_3072");
  await dialog.getByLabel("Description").fill("two\nlines");
  await dialog.getByLabel("Tag key").fill("team");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  const restored = async () => {
    await expect(dialog.getByRole("status").filter({ hasText: "What you typed before is here again." })).toBeVisible();
    await expect(dialog.getByLabel("Alias")).toHaveValue("half/typed");
    await expect(dialog.getByLabel("Key Algorithm")).toHaveValue("RSA_3072");
    await expect(dialog.getByLabel("Description")).toHaveValue("two\nlines");
    await expect(dialog.getByLabel("Tag key")).toHaveValue("team");
  };
  dialog = await openCreate(page);
  await restored();
  await expectAccessible(page);
  await page.goto("about:blank");
  await page.goBack();
  dialog = await openCreate(page);
  await restored();
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(dialog.getByLabel("Alias")).toHaveValue("");
  await expect(dialog.getByLabel("Alias")).toBeFocused();
  await expect(dialog.getByLabel("Key Algorithm")).toHaveValue("AES_256");
  await dialog.getByLabel("Alias").fill("whole");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog).toBeHidden();
  dialog = await openCreate(page);
  await expect(dialog.getByLabel("Alias")).toHaveValue("");
  await expect(dialog.getByRole("button", { name: "Discard" })).toHaveCount(0);
  expect((await person.client.call("list-keys")).body.total).toBe(1);
});

test("a session that ends takes nothing that was typed: it is there after signing in anew, for nobody else, and gone after signing out", async ({
  page,
  context,
  product,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  const other = await makePerson(product, ["KMS Administrator"]);
  let dialog = await openCreate(page);
  await dialog.getByLabel("Alias").fill("before-the-end");
  for (const [who, typed] of [
    [other, ""],
    [person, "before-the-end"],
  ] as const) {
    await context.clearCookies();
    await signIn(page, who);
    await page.waitForURL(`**${who.keysPath}`);
    dialog = await openCreate(page);
    await expect(dialog.getByLabel("Alias")).toHaveValue(typed);
  }
  await page.keyboard.press("Escape");
  await chooseInUserMenu(page, "Sign out");
  await expect(page.getByText("You have signed out.")).toBeVisible();
  await signIn(page, person);
  await page.waitForURL(`**${person.keysPath}`);
  dialog = await openCreate(page);
  await expect(dialog.getByLabel("Alias")).toHaveValue("");
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
  await expect(page.getByText("No keys in this project yet")).toBeVisible();
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
  // The same button, which now offers the opposite.
  await expect(row.getByRole("button", { name: "Enable" })).toBeFocused();
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
