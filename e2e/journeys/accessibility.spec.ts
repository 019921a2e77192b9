import { ALL_GRANTABLE, grantTo } from "../harness/grants";
import { tagKey } from "../harness/tags";
import { expect, expectAccessible, keyRow, pressShortcut, test } from "./fixtures";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test("axe finds nothing on any screen or dialog", async ({ page, signInAs }) => {
      test.setTimeout(300_000);
      await page.goto("/sign-in?reason=ended");
      await expectAccessible(page);
      const person = await signInAs("KMS Administrator");
      await expect(page.getByText("No keys yet")).toBeVisible();
      await expectAccessible(page);
      const ids = [];
      for (const alias of ["enabled", "disabled", "leaving"]) ids.push(await person.client.createKey(alias));
      await person.client.call("disable-key", { key_id: ids[1] });
      await person.client.call("schedule-key-deletion", { key_id: ids[2], pending_days: "7" });
      await page.reload();
      await keyRow(page, "enabled").getByRole("checkbox").check();
      await expectAccessible(page);
      for (const [alias, operation] of [
        ["enabled", "Disable"],
        ["disabled", "Enable"],
        ["enabled", "Delete"],
        ["leaving", "Cancel Deletion"],
      ] as const) {
        await keyRow(page, alias).getByRole("button", { name: operation, exact: true }).click();
        await page.getByRole("dialog").waitFor();
        await expectAccessible(page);
        await page.keyboard.press("Escape");
      }
      await page.getByRole("button", { name: "Create Key" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
      await page.getByRole("dialog").getByRole("alert").waitFor();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Import Key", exact: true }).click();
      const wizard = page.getByRole("dialog", { name: "Import Key" });
      await wizard.getByLabel("Alias").fill("imported");
      await wizard.getByLabel("I understand the security").check();
      await expectAccessible(page);
      await wizard.getByRole("button", { name: "Next" }).click();
      await wizard.getByRole("button", { name: "Download" }).click();
      await wizard.getByText("openssl rand").waitFor();
      await expectAccessible(page);
      await wizard.getByRole("button", { name: "Next" }).click();
      await wizard.getByRole("button", { name: "Generate" }).click();
      await wizard.getByText("EncryptedKeyMaterial.bin · 256 bytes").waitFor();
      await expectAccessible(page);
      await wizard.getByRole("button", { name: "Next" }).click();
      await wizard.getByLabel("Key material expiration mode").selectOption("Key material will expire");
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "User menu" }).click();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.getByRole("option").first().waitFor();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.getByRole("searchbox").fill("nothing-like-it");
      await page.getByText("No key matches these filters").waitFor();
      await expectAccessible(page);
      for (const id of [ids[0], ids[2], "00000000-0000-4000-8000-000000000000"]) {
        await page.goto(`${person.keysPath}/${id}?tab=tool`);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await expectAccessible(page);
        if (id !== ids[0]) continue;
        await page.getByRole("radio", { name: "File" }).check();
        await page.locator('input[type="file"]').setInputFiles({ name: "empty", mimeType: "text/plain", buffer: Buffer.alloc(0) });
        await page.getByRole("alert").filter({ hasText: "The file is empty" }).waitFor();
        await expectAccessible(page);
      }
      for (const more of [{ key_spec: "EC_P256" }, { key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" }, { key_spec: "HMAC_256" }]) {
        const id = await person.client.createKey(`pair-${more.key_spec}`, more);
        await page.goto(`${person.keysPath}/${id}?tab=tool`);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await expectAccessible(page);
        for (const tab of await page.getByRole("tablist").last().getByRole("tab").all()) {
          await tab.click();
          await expectAccessible(page);
        }
      }
      const [first] = ids as [string];
      await tagKey(person.client, first, { team: "shop", stage: "live", note: "" });
      await grantTo(person.client, first, person.userId, ["encrypt-data", "describe-key"]);
      await page.goto(`${person.keysPath}/${first}?tab=tags`);
      await page.getByRole("row").filter({ hasText: "shop" }).waitFor();
      await expectAccessible(page);
      for (const button of ["Add Tag", "Edit", "Delete"]) {
        const place = button === "Add Tag" ? page : page.getByRole("row").nth(1);
        await place.getByRole("button", { name: button, exact: true }).click();
        await page.getByRole("dialog").waitFor();
        if (button === "Add Tag") {
          await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
          await page.getByRole("dialog").getByRole("alert").waitFor();
          await page.getByRole("dialog").getByLabel("Tag key").click();
          await page.getByRole("option").first().waitFor();
        }
        await expectAccessible(page);
        // The first closes the suggestions.
        if (button === "Add Tag") await page.keyboard.press("Escape");
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }
      await page.goto(`${person.keysPath}/${ids[1]}?tab=tags`);
      await page.getByText("No tags yet").waitFor();
      await expectAccessible(page);
      await page.goto(`${person.keysPath}/${first}?tab=grants`);
      await page.getByRole("region", { name: "Who can use this key, and why" }).getByRole("listitem").first().waitFor();
      await expectAccessible(page);
      for (const opener of [
        page.getByRole("button", { name: "Create Grant" }),
        page.getByRole("row").nth(1).getByRole("link"),
        page.getByRole("button", { name: "Revoke Grant" }),
      ]) {
        await opener.click();
        await page.getByRole("dialog").waitFor();
        const ok = page.getByRole("dialog", { name: "Create Grant" }).getByRole("button", { name: "OK" });
        if (await ok.isVisible()) {
          await page.getByRole("dialog").getByLabel("User ID").fill(person.userId);
          await page.getByText("this is you").waitFor();
          await ok.click();
          await page.getByRole("dialog").getByRole("alert").waitFor();
        }
        await expectAccessible(page);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
        await expect(opener).toBeFocused();
      }
      await page.goto(`${person.keysPath}?tag=team%3Dshop`);
      const box = page.getByRole("form", { name: "Search by Tag" });
      await box.getByRole("button", { name: "Add another tag" }).click();
      await box.getByRole("alert").waitFor();
      await expectAccessible(page);
      await page.goto(person.keysPath);
      await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
      for (const change of ["Add tags", "Remove tags", "Disable"]) {
        await page.getByRole("toolbar").getByRole("button", { name: change }).click();
        await page.getByRole("dialog").waitFor();
        await expectAccessible(page);
        if (change !== "Disable") await page.keyboard.press("Escape");
      }
      await page.getByRole("dialog").getByRole("checkbox").check();
      await page.getByRole("dialog").getByRole("button", { name: "Yes" }).click();
      await page.getByRole("status").filter({ hasText: "skipped" }).waitFor();
      await expectAccessible(page);
      for (const path of ["system", "my-credentials"]) {
        await page.goto(`/${person.projectName}/${path}`);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await expectAccessible(page);
      }
    });

    test("the page has a background of its own, which follows the theme", async ({ page }) => {
      await page.goto("/sign-in");
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(background).toBe(colorScheme === "light" ? "rgb(244, 246, 248)" : "rgb(12, 19, 26)");
    });
  });
}

test("at 390 pixels no page is wider than the screen", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("a".repeat(255), { key_description: "d".repeat(255) });
  await tagKey(person.client, id, { ["k".repeat(36)]: "v".repeat(43) });
  await grantTo(person.client, id, "a".repeat(32), ALL_GRANTABLE);
  const signing = await person.client.createKey("signing", { key_spec: "RSA_2048" });
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of [
    person.keysPath,
    `${person.keysPath}?tag=${"k".repeat(36)}%3D${"v".repeat(43)}&tag=b`,
    `${person.keysPath}/${id}?tab=tool`,
    `${person.keysPath}/${id}?tab=tags`,
    `${person.keysPath}/${id}?tab=grants`,
    `${person.keysPath}/${signing}?tab=tool`,
    `/${person.projectName}/system`,
    `/${person.projectName}/my-credentials`,
  ]) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    if (/tab=(tags|grants)/.test(path)) await page.getByRole("row").first().waitFor({ state: "attached" });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
  await page.goto(`${person.keysPath}/${signing}?tab=tool`);
  await page.getByRole("tab", { name: "Public key" }).click();
  await page.getByText("openssl dgst").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
});

test("the theme is chosen in the menu and stays after a reload", async ({ page, signInAs }) => {
  await signInAs("KMS Administrator");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByRole("button", { name: "Theme" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  expect(await background()).toBe("rgb(12, 19, 26)");
  await page.reload();
  expect(await background()).toBe("rgb(12, 19, 26)");
});

test("single-key shortcuts can be turned off", async ({ page, signInAs }) => {
  await signInAs("KMS Administrator");
  await pressShortcut(page, "?", page.getByRole("dialog", { name: "Keyboard shortcuts" }));
  await page.getByLabel(/Single-key shortcuts/).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("c");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toHaveCount(1);
  await expect(page.getByRole("dialog", { name: "Search" })).toBeVisible();
});
