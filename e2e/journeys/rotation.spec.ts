import type { Page } from "@playwright/test";
import { sql } from "../harness/database";
import { expect, expectAccessible, type Person, test } from "./fixtures";

async function openPolicy(page: Page, person: Person, keyId: string): Promise<void> {
  await page.goto(`${person.keysPath}/${keyId}?tab=tool`);
  await page.getByRole("tab", { name: "Rotation Policy" }).click();
  await expect(page).toHaveURL(/\?tab=rotation$/);
}

const status = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });
const fact = (page: Page, label: string) =>
  page
    .getByRole("tabpanel")
    .locator("div")
    .filter({ has: page.locator("dt", { hasText: label }) })
    .last()
    .locator("dd");

test("an admin enables rotation, changes the period, rotates now and disables it, as the guide says", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("rotating");
  await openPolicy(page, person, keyId);
  const toggle = page.getByRole("switch");
  await expect(toggle).not.toBeChecked();
  await expect(fact(page, "Last rotation")).toHaveText("Never");
  await expect(fact(page, "Rotation period")).toHaveText("Not set");
  await toggle.click();
  const enable = page.getByRole("dialog", { name: "Enable Rotation Policy" });
  const days = enable.getByLabel("Rotation period (days)");
  await expect(days).toHaveValue("365");
  await days.fill("2");
  await expect(days).not.toHaveAttribute("aria-invalid");
  for (const wrong of ["29", "366", "30.5", "-30", "thirty", ""]) {
    await days.fill(wrong);
    await enable.getByRole("button", { name: "OK" }).click();
    await expect(days, wrong).toHaveAttribute("aria-invalid", "true");
    await expect(days, wrong).toBeFocused();
  }
  await days.fill("30");
  await enable.getByRole("button", { name: "OK" }).click();
  await expect(status(page, "Rotation policy enabled successfully")).toBeVisible();
  await expect(toggle).toBeChecked();
  await expect(toggle).toBeFocused();
  await expect(fact(page, "Next rotation")).toContainText(/in 29 days|in 30 days|in 1 month/);

  await page.getByRole("button", { name: "Edit period" }).click();
  const edit = page.getByRole("dialog", { name: "Edit Rotation Period" });
  await expect(edit.getByLabel("Rotation period (days)")).toHaveValue("30");
  await edit.getByLabel("Rotation period (days)").fill("90");
  await edit.getByRole("button", { name: "OK" }).click();
  await expect(status(page, "Rotation period changed successfully")).toBeVisible();
  await expect(fact(page, "Rotation period")).toContainText("90 days");

  await page.getByRole("button", { name: "Rotate now" }).click();
  await page.getByRole("dialog", { name: "Rotate Key" }).getByRole("button", { name: "OK" }).click();
  await expect(status(page, "Key rotated successfully")).toBeVisible();
  await expect(fact(page, "Number of rotations")).toHaveText("1");
  await expect(page.getByRole("region", { name: "Versions" }).getByRole("row")).toHaveCount(3);
  await expect(page.getByRole("row", { name: /^1 .*Encrypts and decrypts/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /^0 .*Decrypts only/ })).toBeVisible();

  await page.getByRole("tab", { name: "Versions 2" }).click();
  await expect(page).toHaveURL(/\?tab=versions$/);
  await expect(page.getByRole("row", { name: /^1 .*Encrypts and decrypts/ })).toBeVisible();
  await page.getByRole("tab", { name: "Rotation Policy" }).click();

  await toggle.click();
  await page.getByRole("dialog", { name: "Disable Rotation Policy" }).getByRole("button", { name: "OK" }).click();
  await expect(status(page, "Rotation policy disabled successfully")).toBeVisible();
  await expect(toggle).not.toBeChecked();
  await expect(fact(page, "Next rotation")).toHaveText("None planned");
  await expect(fact(page, "Number of rotations")).toHaveText("1");
});

test("somebody works the switch by keyboard alone, and Escape loses nothing", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("by-keyboard");
  await page.goto(`${person.keysPath}/${keyId}?tab=tool`);
  await page.getByRole("tab", { name: "Tool" }).focus();
  const tab = page.getByRole("tab", { name: "Rotation Policy" });
  for (let step = 0; step < 4 && !(await tab.evaluate((node) => node === document.activeElement)); step++)
    await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const toggle = page.getByRole("switch");
  await expect(toggle).toBeVisible();
  await toggle.focus();
  await page.keyboard.press("Space");
  const days = page.getByRole("dialog", { name: "Enable Rotation Policy" }).getByLabel("Rotation period (days)");
  await expect(days).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("45");
  await page.keyboard.press("Escape");
  await expect(toggle).toBeFocused();
  await expect(toggle).not.toBeChecked();
  await page.keyboard.press("Enter");
  await expect(days).toHaveValue("45");
  await expect(days).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(status(page, "Rotation policy enabled successfully")).toBeVisible();
  await expect(toggle).toBeChecked();
  await expect(fact(page, "Rotation period")).toContainText("45 days");
});

test("keys that cannot rotate say why, and offer to be replaced", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  const kinds = [
    [{ key_spec: "EC_P256" }, "An asymmetric key can only be manually rotated"],
    [{ origin: "external" }, "A key with imported key material can only be manually rotated"],
    [{ key_spec: "HMAC_256" }, "An HMAC key can only be manually rotated"],
  ] as const;
  for (const [place, [more, reason]] of kinds.entries()) {
    await openPolicy(page, person, await person.client.createKey(`kind-${place}`, more));
    await expect(page.getByText(reason)).toBeVisible();
    await expect(page.getByRole("switch")).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Replace this key" })).toBeVisible();
  }
  await openPolicy(page, person, await person.client.createKey("signs", { key_spec: "EC_P256" }));
  await expect(page.getByRole("row", { name: /Signs and verifies/ })).toBeVisible();
  await expect(page.getByRole("tabpanel")).not.toContainText(/crypts/);
  const keyId = await person.client.createKey("becomes-default");
  await sql(product.dataDir, "update cmk set is_default = true, alias = 'evs/default' where id = $1", [keyId]);
  await openPolicy(page, person, keyId);
  await expect(page.getByText("Default master keys cannot be rotated.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Replace this key" })).toHaveCount(0);
});

test("a disabled key keeps its policy, which can be edited and disabled, and not enabled", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("asleep");
  await person.client.call("enable-key-rotation", { key_id: keyId, rotation_interval: 60 });
  await person.client.call("disable-key", { key_id: keyId });
  await openPolicy(page, person, keyId);
  await expect(page.getByRole("switch")).toBeChecked();
  await expect(page.getByText("A disabled key is not rotated.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Rotate now" })).toHaveAttribute("aria-description", /disabled/);
  await page.getByRole("button", { name: "Edit period" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await expect(status(page, "Rotation period changed successfully")).toBeVisible();
  await page.getByRole("switch").click();
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("switch")).not.toBeChecked();
  await expect(page.getByRole("switch")).toHaveAttribute("aria-description", /disabled/);
});

test("an admin replaces a key with what is ticked, and both keys lead to each other", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("ledger", { key_description: "Books" });
  await person.client.call("enable-key-rotation", { key_id: keyId, rotation_interval: 45 });
  const path = `/v1.0/${person.client.projectId}/kms`;
  const tags = [
    { key: "team", value: "books" },
    { key: "cost", value: "7" },
  ];
  await person.client.send("POST", `${path}/${keyId}/tags/action`, JSON.stringify({ action: "create", tags }));
  await person.client.send("POST", `${path}/aliases`, JSON.stringify({ key_id: keyId, alias: "alias/books" }));
  await person.client.call("create-grant", {
    key_id: keyId,
    grantee_principal: "d9a6b2bdaedd4ba586cabe6372d1b312",
    operations: ["decrypt-data"],
    name: "reading",
  });
  await openPolicy(page, person, keyId);
  await page.getByRole("button", { name: "Replace this key" }).click();
  const dialog = page.getByRole("dialog", { name: "Replace Key" });
  const alias = dialog.getByLabel("Alias of the new key");
  await expect(alias).toHaveValue("ledger-2");
  await alias.fill("not allowed!");
  await dialog.getByLabel("Tag cost = 7").waitFor();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(alias).toHaveAttribute("aria-invalid", "true");
  await alias.fill("ledger");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByText("The alias is already used")).toBeVisible();
  await alias.fill("ledger-2028");
  await dialog.getByLabel("Tag cost = 7").uncheck();
  await dialog.getByLabel(/Rotation policy: every 45 days/).uncheck();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(status(page, "Key replaced successfully")).toBeVisible();
  await expect(page.getByText("This key was replaced by")).toBeVisible();
  await page.getByRole("link", { name: "ledger-2028" }).first().click();
  await expect(page.getByRole("heading", { name: "ledger-2028" })).toBeVisible();
  await expect(page.getByText("This key replaces ledger")).toBeVisible();
  const newId = page.url().split("/keys/")[1]?.split("?")[0] ?? "";
  const got = await person.client.send("GET", `${path}/${newId}/tags`);
  expect(got.body.tags).toEqual([{ key: "team", value: "books" }]);
  expect((await person.client.call("list-grants", { key_id: newId })).body.grants).toMatchObject([
    { grantee_principal: "d9a6b2bdaedd4ba586cabe6372d1b312", name: "reading" },
  ]);
  expect((await person.client.call("encrypt-data", { key_id: "alias/books", plain_text: "x" })).body.key_id).toBe(newId);
  expect((await person.client.call("get-key-rotation-status", { key_id: newId })).body.key_rotation_enabled).toBe(false);
});

test("the key that replaces another is offered the next alias that is free, in digits of the same width", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("door-02");
  await person.client.createKey("door-03");
  await person.client.createKey("door-3");
  await openPolicy(page, person, keyId);
  await page.getByRole("button", { name: "Replace this key" }).click();
  const dialog = page.getByRole("dialog", { name: "Replace Key" });
  await expect(dialog.getByLabel("Alias of the new key")).toHaveValue("door-04");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(status(page, "Key replaced successfully")).toBeVisible();
  // What is offered is asked for anew each time.
  await page.getByRole("button", { name: "Replace this key" }).click();
  await expect(dialog.getByLabel("Alias of the new key")).toHaveValue("door-05");
});

test("the page of a deleted key says who deleted it, when, and what was destroyed", async ({ page, signInAs, product }) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("retired");
  await person.client.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
  // Its day has come, and an earlier look has seen so.
  await sql(
    product.dataDir,
    `with due as (update cmk set scheduled_deletion_at = date_trunc('second', now()) - interval '1 second' where id = $1 returning id, scheduled_deletion_at)
     insert into deletion_sighting (key_id, due, seen_at) select id, scheduled_deletion_at, now() - interval '2 minutes' from due`,
    [keyId],
  );
  const gone = async () => (await person.client.call("describe-key", { key_id: keyId })).status;
  await expect.poll(gone, { timeout: 90_000, intervals: [500] }).toBe(404);
  await page.goto(`${person.keysPath}/${keyId}`);
  await expect(page.getByRole("heading", { name: "This key was deleted" })).toBeVisible();
  await expect(page.getByLabel("Record of the deletion").getByText(person.userName)).toBeVisible();
  await expect(page.getByText("1 wrapped key material destroyed; 0 found by the look afterwards.")).toBeVisible();
  await expectAccessible(page);
  await page.goto(person.keysPath);
  await expect(page.getByText("retired", { exact: true })).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on the Rotation Policy tab and in its dialogs, ${colorScheme}`, async ({ page, signInAs }) => {
    await page.emulateMedia({ colorScheme });
    const person = await signInAs("KMS Administrator");
    const keyId = await person.client.createKey("looked-at");
    await openPolicy(page, person, keyId);
    await page.getByRole("switch").waitFor();
    await expectAccessible(page);
    for (const name of ["Rotate now", "Replace this key"]) {
      await page.getByRole("button", { name }).click();
      await page.getByRole("dialog").waitFor();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
    }
    await page.getByRole("switch").click();
    await page.getByLabel("Rotation period (days)").fill("1");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await openPolicy(page, person, await person.client.createKey("pair", { key_spec: "EC_P256" }));
    await page.getByText("Cannot be rotated automatically").waitFor();
    await expectAccessible(page);
  });
}

test("at 390 pixels the Rotation Policy tab is no wider than the screen", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("narrow".padEnd(255, "w"));
  await person.client.call("rotate-on-demand", { key_id: keyId });
  await page.setViewportSize({ width: 390, height: 844 });
  await openPolicy(page, person, keyId);
  await page.getByRole("switch").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
});
