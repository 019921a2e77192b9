import type { Page } from "@playwright/test";
import { sql } from "../harness/database";
import { tagKey, tagsOf } from "../harness/tags";
import { makeTenant } from "../harness/tenant";
import { expect, type Person, test } from "./fixtures";

/** The tab of a fresh key, opened by its URL. */
async function openTags(page: Page, person: Person, keyId: string): Promise<void> {
  await page.goto(`${person.keysPath}/${keyId}?tab=tags`);
  await page.getByRole("button", { name: "Add Tag" }).waitFor();
}

test("an administrator adds several tags at once, changes a value and deletes a tag", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("tagged");
  await page.goto(`${person.keysPath}/${id}`);
  await page.getByRole("tab", { name: "Tags" }).click();
  await expect(page).toHaveURL(/tab=tags/);
  await expect(page.getByText("No tags yet")).toBeVisible();

  await page.getByRole("button", { name: "Add Tag" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Tag" });
  await dialog.getByLabel("Tag key").fill("cost");
  await dialog.getByLabel("Tag value").fill("100");
  await dialog.getByRole("button", { name: "Add another tag" }).click();
  await expect(dialog.getByLabel("Tag key").nth(1)).toBeFocused();
  await page.keyboard.type("unwanted");
  await dialog.getByRole("button", { name: "Add another tag" }).click();
  await dialog.getByLabel("Tag key").nth(2).fill("Owner_1-a");
  await dialog.getByRole("button", { name: "Delete" }).nth(1).click();
  await expect(dialog.getByLabel("Tag key")).toHaveCount(2);
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("status").filter({ hasText: "2 tags added successfully" })).toBeVisible();
  expect(await tagsOf(person.client, id)).toEqual({ cost: "100", "Owner_1-a": "" });
  await expect(page.getByText("2 of 20 tags")).toBeVisible();

  const row = page.getByRole("row").filter({ hasText: "cost" });
  await row.getByRole("button", { name: "Edit" }).click();
  const edit = page.getByRole("dialog", { name: "Edit Tag" });
  await expect(edit.getByLabel("Tag value")).toHaveValue("100");
  await edit.getByLabel("Tag value").fill("200");
  await edit.getByRole("button", { name: "OK" }).click();
  await expect(row).toContainText("200");

  await row.getByRole("button", { name: "Delete" }).click();
  const remove = page.getByRole("dialog", { name: "Delete Tag" });
  await expect(remove.getByRole("button", { name: "Cancel" })).toBeFocused();
  await remove.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Tag deleted successfully" })).toBeVisible();
  await expect(row).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Add Tag" })).toBeFocused();
  expect(await tagsOf(person.client, id)).toEqual({ "Owner_1-a": "" });

  await page.getByRole("row").getByRole("button", { name: "Delete" }).click();
  await remove.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByText("No tags yet")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add Tag" })).toBeFocused();
});

test("what the guide does not allow in a tag is refused at its field, and nothing is sent", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("strict");
  await tagKey(person.client, id, { taken: "x" });
  await openTags(page, person, id);
  await page.getByRole("button", { name: "Add Tag" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Tag" });
  const [key, value, ok] = [dialog.getByLabel("Tag key"), dialog.getByLabel("Tag value"), dialog.getByRole("button", { name: "OK" })];
  for (const wrong of ["", "a".repeat(37), "a b", " ", "a=b", "😀", "ключ", "taken"]) {
    await key.fill(wrong);
    await ok.click();
    await expect(key, wrong).toHaveAttribute("aria-invalid", "true");
    await expect(dialog.getByRole("alert"), wrong).toBeVisible();
  }
  await key.fill("a".repeat(36));
  for (const wrong of ["b".repeat(44), "b b", "=", "😀"]) {
    await value.fill(wrong);
    await ok.click();
    await expect(value, wrong).toHaveAttribute("aria-invalid", "true");
  }
  await value.fill("b".repeat(43));
  await dialog.getByRole("button", { name: "Add another tag" }).click();
  await key.nth(1).fill("a".repeat(36));
  await ok.click();
  await expect(dialog.getByRole("alert")).toContainText("entered twice");
  expect(await tagsOf(person.client, id)).toEqual({ taken: "x" });
  await key.nth(1).fill("z");
  await ok.click();
  await expect(dialog).toHaveCount(0);
  expect(await tagsOf(person.client, id)).toEqual({ taken: "x", ["a".repeat(36)]: "b".repeat(43), z: "" });
});

test("a key takes twenty tags: the dialog has room for no more, and a full key says why Add Tag is off", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("full");
  await tagKey(person.client, id, Object.fromEntries(Array.from({ length: 18 }, (_, number) => [`k${number}`, ""])));
  await openTags(page, person, id);
  await page.getByRole("button", { name: "Add Tag" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Tag" });
  await dialog.getByLabel("Tag key").fill("k18");
  await dialog.getByRole("button", { name: "Add another tag" }).click();
  await dialog.getByLabel("Tag key").nth(1).fill("k19");
  await expect(dialog.getByRole("button", { name: "Add another tag" })).toHaveAttribute("aria-description", /at most 20 tags/);
  // Somebody else is quicker: the twenty-first is refused by the service, with nothing added.
  await tagKey(person.client, id, { quicker: "" });
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByRole("alert")).toContainText("A key may have 20 tags; this one would have 21.");
  await dialog.getByRole("button", { name: "Delete" }).nth(1).click();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Add Tag" })).toHaveAttribute("aria-description", /at most 20 tags/);
});

test("tags are entered when a key is created, and a row left blank is none", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await page.getByRole("button", { name: "Create Key" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create Key" });
  await dialog.getByLabel("Alias").fill("born-tagged");
  await dialog.getByLabel("Tag value").fill("no key");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByText("Enter a tag key.")).toBeVisible();
  await dialog.getByLabel("Tag key").fill("team");
  await dialog.getByLabel("Tag value").fill("payments");
  await dialog.getByRole("button", { name: "Add another tag" }).click();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Key created successfully" })).toBeVisible();
  const listed = await person.client.call("search-keys", { search: "born-tagged" });
  expect(await tagsOf(person.client, listed.body.keys[0].key_id)).toEqual({ team: "payments" });
});

test("tags of a key that was deleted while the dialog was open are refused with the service's sentence", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("leaving");
  await openTags(page, person, id);
  await page.getByRole("button", { name: "Add Tag" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Tag" });
  await dialog.getByLabel("Tag key").fill("late");
  await person.client.call("schedule-key-deletion", { key_id: id, pending_days: "7" });
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByRole("alert")).toContainText("The key is pending deletion.");
  await expect(dialog.getByRole("alert")).toContainText("Request ID");
  await expect(dialog.getByLabel("Tag key")).toHaveValue("late");
});

test("OK leads to the first row that is not right, and what was entered is there again after Escape", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("kept");
  await openTags(page, person, id);
  await page.getByRole("button", { name: "Add Tag" }).click();
  const dialog = page.getByRole("dialog", { name: "Add Tag" });
  const key = dialog.getByLabel("Tag key");
  await expect(key).toBeFocused();
  await expect(key).not.toHaveAttribute("aria-invalid");
  await key.fill("team");
  await dialog.getByRole("button", { name: "Add another tag" }).click();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(key.nth(1)).toBeFocused();
  await expect(key.nth(1)).toHaveAccessibleDescription(/Enter a tag key\./);
  await page.keyboard.type("owner");
  await expect(key.nth(1)).not.toHaveAttribute("aria-invalid");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: "Add Tag" }).click();
  await expect(key.nth(1)).toHaveValue("owner");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog).toHaveCount(0);
  expect(await tagsOf(person.client, id)).toEqual({ owner: "", team: "" });
  await page.getByRole("button", { name: "Add Tag" }).click();
  await expect(key).toHaveValue("");
});

test("at 390 pixels a row is two lines, and the longest tag makes the page no wider", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("narrow".padEnd(255, "w"));
  await tagKey(person.client, id, { ["k".repeat(36)]: "v".repeat(43) });
  await page.setViewportSize({ width: 390, height: 844 });
  await openTags(page, person, id);
  await expect(page.getByRole("cell", { name: "v".repeat(43) })).toBeVisible();
  for (const name of ["Edit", "Delete"]) await expect(page.getByRole("row").getByRole("button", { name })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
});

test("a default master key shows why it takes no tags", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("turned");
  await sql(product.dataDir, "update cmk set is_default = true, alias = 'obs/default' where id = $1", [id]);
  await openTags(page, person, id);
  await expect(page.getByRole("button", { name: "Add Tag" })).toHaveAttribute("aria-description", /default master keys/);
});

test("a viewer reads tags and is told why they cannot be changed", async ({ page, signInAs, product }) => {
  const viewer = await signInAs("KMS Viewer");
  const administrator = { ...viewer, client: (await makeTenant(product, ["KMS Administrator"], viewer)).client };
  const id = await administrator.client.createKey("watched");
  await tagKey(administrator.client, id, { team: "payments" });
  await openTags(page, viewer, id);
  const row = page.getByRole("row").filter({ hasText: "payments" });
  for (const button of [
    page.getByRole("button", { name: "Add Tag" }),
    ...["Edit", "Delete"].map((name) => row.getByRole("button", { name })),
  ]) {
    await expect(button).toHaveAttribute("aria-description", /permission/);
  }
});

test("a tag that came over the API is shown as it is, and deleted whatever its name", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("odd");
  await tagKey(person.client, id, { "..": "up", "a/b?c": "path", "😀 é": "&amp;" });
  await openTags(page, person, id);
  for (const name of ["..", "a/b?c", "😀 é"]) {
    await page
      .getByRole("row")
      .filter({ has: page.getByRole("cell", { name, exact: true }) })
      .getByRole("button", { name: "Delete" })
      .click();
    await page.getByRole("dialog", { name: "Delete Tag" }).getByRole("button", { name: "Yes" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  expect(await tagsOf(person.client, id)).toEqual({});
  // A path that had lost its last part would have been the key's own.
  expect((await person.client.call("describe-key", { key_id: id })).body.key_info.key_state).toBe("2");
});
