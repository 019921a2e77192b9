import type { Page } from "@playwright/test";
import { sql } from "../harness/database";
import { grantTo } from "../harness/grants";
import { makeManyKeys } from "../harness/make-many-keys";
import { tagKey, tagsOf } from "../harness/tags";
import { expect, expectAccessible, type JourneyProduct, keyRow, listComesToLife, test } from "./fixtures";

async function disable(page: Page): Promise<void> {
  await page.getByRole("toolbar").getByRole("button", { name: "Disable" }).click();
  const dialog = page.getByRole("dialog", { name: /^Disable \d+ Keys$/ });
  await dialog.getByLabel("I understand the impact of disabling keys").check();
  await dialog.getByRole("button", { name: "Yes" }).click();
}

/** Traces by name and key, which the service keeps in its own table. */
function tracesOf(product: JourneyProduct, projectId: string, name: string) {
  return sql<{ resource_id: string; outcome: string }>(
    product.dataDir,
    "select resource_id, outcome from trace where project_id = $1 and trace_name = $2",
    [projectId, name],
  );
}

test("keys in five states are disabled in one go: each one that cannot be is named with its reason and stays selected", async ({
  page,
  signInAs,
  product,
}) => {
  const person = await signInAs("KMS Administrator");
  const ids: Record<string, string> = {};
  for (const alias of ["enabled", "asleep", "leaving", "default"]) ids[alias] = await person.client.createKey(alias);
  ids.waiting = await person.client.createKey("waiting", { origin: "external" });
  await person.client.call("disable-key", { key_id: ids.asleep });
  await person.client.call("schedule-key-deletion", { key_id: ids.leaving, pending_days: "7" });
  await sql(product.dataDir, "update cmk set is_default = true, alias = 'evs/default' where id = $1", [ids.default]);
  await page.reload();
  await listComesToLife(page);
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await disable(page);
  const outcome = page.getByRole("status").filter({ hasText: "1 disabled · 4 skipped" });
  for (const [alias, reason] of [
    ["asleep", "already disabled"],
    ["leaving", "pending deletion"],
    ["waiting", "pending import"],
    ["evs/default", "default master key"],
  ] as const) {
    await expect(outcome.getByRole("listitem").filter({ hasText: `${alias}: ` })).toHaveText(`${alias}: ${reason}`);
    await expect(keyRow(page, alias).getByRole("checkbox")).toBeChecked();
  }
  await expect(keyRow(page, "enabled").getByRole("checkbox")).not.toBeChecked();

  // Nothing failed, so nothing is tried again unseen. What was skipped is still selected, for the dialog.
  await expect(page.getByRole("button", { name: "Try again" })).toHaveCount(0);
  // What stood in the way is gone for one of them: the second change reaches that one and leaves the first alone.
  await person.client.call("enable-key", { key_id: ids.asleep });
  await page.getByRole("button", { name: "Alias" }).click();
  await expect(keyRow(page, "asleep").getByText("Enabled", { exact: true })).toBeVisible();
  await disable(page);
  await expect(page.getByRole("status").filter({ hasText: "1 disabled · 3 skipped" })).toBeVisible();
  const traces = await tracesOf(product, person.projectId, "disableKey");
  expect(traces.filter(({ resource_id }) => resource_id === ids.enabled)).toHaveLength(1);
  expect(traces.filter(({ resource_id, outcome: how }) => resource_id === ids.leaving && how === "warning")).toHaveLength(2);
});

test("a key on another page is sent whatever its state was when it was selected: the API judges it", async ({
  page,
  signInAs,
  product,
}) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("asleep");
  await person.client.call("disable-key", { key_id: id });
  await makeManyKeys(product, person.client, 24, "many");
  await page.goto(`${person.keysPath}?sort=alias_asc`);
  await listComesToLife(page);
  await page.getByRole("checkbox", { name: "Select asleep" }).check();
  await page.getByRole("button", { name: "Next page" }).click();
  await expect(page.getByText("26 of 26 keys")).toBeVisible();
  await expect(keyRow(page, "asleep")).toHaveCount(0);
  await person.client.call("enable-key", { key_id: id });
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "Disable" }).click();
  const asleep = page.getByRole("dialog").getByRole("listitem").filter({ hasText: "asleep" });
  await expect(asleep).toContainText(/will probably be skipped: .*disabled/);
  await page.keyboard.press("Escape");
  await disable(page);
  await expect(page.getByRole("status").filter({ hasText: "2 disabled" })).toBeVisible();
});

test("a key that is changed by its row leaves the selection", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  for (const alias of ["one", "two"]) await person.client.createKey(alias);
  await page.reload();
  await listComesToLife(page);
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await keyRow(page, "one").getByRole("button", { name: "Disable" }).click();
  const dialog = page.getByRole("dialog", { name: "Disable Key" });
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "1 selected" })).toBeVisible();
  await expect(keyRow(page, "two").getByRole("checkbox")).toBeChecked();
});

test("all keys that match are selected over pages, changed with progress, and each has its own trace", async ({
  page,
  signInAs,
  product,
}) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("other");
  await makeManyKeys(product, person.client, 339, "many");
  await page.goto(`${person.keysPath}?q=many`);
  await listComesToLife(page);
  await expect(page.getByText("of 340 that match")).toBeVisible();
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await expect(page.getByRole("status").filter({ hasText: "25 selected" })).toBeVisible();
  await page.getByRole("button", { name: "Next page" }).click();
  await expect(page.getByText("26–")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "25 selected" })).toBeVisible();
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await expect(page.getByRole("status").filter({ hasText: "50 selected" })).toBeVisible();
  await page.getByRole("button", { name: "Select all 340 that match" }).click();
  await expect(page.getByText("All 340 keys that match are selected.")).toBeVisible();

  await page.getByRole("toolbar").getByRole("button", { name: "Disable" }).click();
  const dialog = page.getByRole("dialog", { name: /^Disable \d+ Keys$/ });
  await expect(dialog.getByRole("listitem").first()).toHaveAttribute("aria-setsize", "340");
  for (const alias of ["many-000001", "many-000339", "many-model"]) {
    await dialog.getByRole("searchbox").fill(alias);
    await expect(dialog.getByRole("listitem")).toHaveText(new RegExp(alias));
  }
  await dialog.getByLabel("I understand the impact of disabling keys").check();
  await dialog.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "340 disabled" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "selected" })).toHaveCount(0);
  const traces = await tracesOf(product, person.projectId, "disableKey");
  expect(new Set(traces.map(({ resource_id }) => resource_id)).size).toBe(340);
  expect(traces).toHaveLength(340);
  await page.goto(`${person.keysPath}?status=enabled`);
  await listComesToLife(page);
  await expect(keyRow(page, "other")).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(2);
});

test("more keys than are counted are selected all the same; a deselection meanwhile ends the gathering and counts", async ({
  page,
  signInAs,
  product,
}) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  await makeManyKeys(product, person.client, 1100, "many");
  await page.goto(`${person.keysPath}?q=many&sort=alias_asc`);
  await listComesToLife(page);
  const all = page.getByRole("button", { name: "Select all 1,000+ that match" });
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  // The second page of what is gathered is held back until something has been deselected.
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asksForMore = /api\/query\/searchKeys.*cursor/;
  await page.route(asksForMore, async (route) => {
    await held;
    await route.continue().catch(() => {});
  });
  await all.click();
  await expect(page.getByText("Selecting keys: 1,000")).toBeVisible();
  await page.getByRole("checkbox", { name: "Select many-000001" }).uncheck();
  await expect(page.getByText("Selecting keys")).toHaveCount(0);
  release();
  await page.unroute(asksForMore);
  await expect(page.getByRole("status").filter({ hasText: "24 selected" })).toBeVisible();

  await page.getByRole("checkbox", { name: "Select many-000001" }).check();
  await all.click();
  await expect(page.getByText("All 1,101 keys that match are selected.")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "1,101 selected" })).toBeVisible();
  await expect(all).toHaveCount(0);
});

test("a large change is stopped after the keys under way; the rest stays selected, and the second try does only that", async ({
  page,
  signInAs,
  product,
}) => {
  test.setTimeout(120_000);
  const person = await signInAs("KMS Administrator");
  await makeManyKeys(product, person.client, 449, "long");
  await page.goto(`${person.keysPath}?size=500`);
  await listComesToLife(page);
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await expect(page.getByRole("status").filter({ hasText: "450 selected" })).toBeVisible();
  // The first chunk is held back until Cancel has been pressed.
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/keys*", async (route) => {
    if (route.request().method() === "POST") await held;
    await route.continue();
  });
  await disable(page);
  const dialog = page.getByRole("dialog", { name: /^Disable \d+ Keys$/ });
  await expect(dialog.getByRole("progressbar")).toHaveAttribute("aria-valuemax", "450");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog.getByText("Stopping after the keys that are under way")).toBeVisible();
  release();
  const outcome = page.getByRole("status").filter({ hasText: "100 disabled · 350 not reached" });
  await expect(outcome).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "350 selected" })).toBeVisible();
  expect(await tracesOf(product, person.projectId, "disableKey")).toHaveLength(100);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("status").filter({ hasText: "350 disabled" })).toBeVisible({ timeout: 60_000 });
  expect(await tracesOf(product, person.projectId, "disableKey")).toHaveLength(450);
});

test("when answers are lost, keys may have been changed: they stay selected and are tried again", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  for (const alias of ["one", "two"]) await person.client.createKey(alias);
  await page.reload();
  await listComesToLife(page);
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await page.route("**/keys*", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await disable(page);
  const outcome = page.getByRole("alert").filter({ hasText: "0 disabled · 2 may have been disabled" });
  await expect(outcome.getByRole("listitem").filter({ hasText: "one: " })).toContainText("one: may have been disabled");
  await page.unroute("**/keys*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("status").filter({ hasText: "2 disabled" })).toBeVisible();
});

test("tags are added to many keys and removed from them; a key without room is named", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const ids: string[] = [];
  for (const alias of ["one", "two", "full"]) ids.push(await person.client.createKey(alias));
  const [one, two, full] = ids as [string, string, string];
  await tagKey(person.client, two, { team: "old" });
  await tagKey(person.client, full, Object.fromEntries(Array.from({ length: 20 }, (_, number) => [`k${number}`, ""])));
  await page.reload();
  await listComesToLife(page);
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  const bulk = page.getByRole("toolbar", { name: "For the selected keys" });
  await bulk.getByRole("button", { name: "Add tags" }).click();
  const add = page.getByRole("dialog", { name: "Add Tags to 3 Keys" });
  await add.getByLabel("Tag key").fill("a b");
  await add.getByRole("button", { name: "OK" }).click();
  await expect(add.getByLabel("Tag key")).toHaveAttribute("aria-invalid", "true");
  await add.getByLabel("Tag key").fill("team");
  await add.getByLabel("Tag value").fill("shop");
  await add.getByRole("button", { name: "OK" }).click();
  const outcome = page.getByRole("status").filter({ hasText: "2 tagged · 1 skipped" });
  await expect(outcome.getByRole("listitem")).toContainText("full: A key may have 20 tags");
  expect(await tagsOf(person.client, one)).toEqual({ team: "shop" });
  expect(await tagsOf(person.client, two)).toEqual({ team: "shop" });

  await page.getByRole("button", { name: "Clear selection" }).click();
  for (const alias of ["one", "two"]) await keyRow(page, alias).getByRole("checkbox").check();
  await bulk.getByRole("button", { name: "Remove tags" }).click();
  const remove = page.getByRole("dialog", { name: "Remove Tags from 2 Keys" });
  await remove.getByLabel("Tag key").fill("team");
  await remove.getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("status").filter({ hasText: "2 untagged" })).toBeVisible();
  expect(await tagsOf(person.client, one)).toEqual({});
});

test("another search drops the selection: what is out of sight is not changed", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  for (const alias of ["one", "two"]) await person.client.createKey(alias);
  await page.reload();
  await listComesToLife(page);
  await page.getByRole("checkbox", { name: "Select one" }).check();
  await page.getByRole("button", { name: "Alias" }).click();
  await expect(page.getByRole("checkbox", { name: "Select one" })).toBeChecked();
  await page.goBack();
  await expect(page.getByRole("checkbox", { name: "Select one" })).toBeChecked();
  // Back to another search: the filters themselves have given their place to the selection.
  await page.getByRole("button", { name: "Clear selection" }).click();
  await page.getByRole("searchbox").fill("two");
  await expect(keyRow(page, "one")).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Select two" }).check();
  await page.goBack();
  await expect(keyRow(page, "one")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "selected" })).toHaveCount(0);
});

test("before many keys are deleted, what is at stake is told for all of them: each by name, the risky ones first, and in one sum", async ({
  page,
  signInAs,
  product,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const person = await signInAs("KMS Administrator");
  const [granted, used] = [await person.client.createKey("granted"), await person.client.createKey("used")];
  // They are the oldest, so that they stand last in the list.
  await grantTo(person.client, granted, person.userId, ["describe-key", "encrypt-data"]);
  await tagKey(person.client, granted, { env: "prod" });
  await tagKey(person.client, used, { env: "prod", team: "shop" });
  await person.client.call("encrypt-data", { key_id: used, plain_text: "x" });
  await makeManyKeys(product, person.client, 28, "many");
  await page.goto(`${person.keysPath}?size=50`);
  await listComesToLife(page);
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Delete 31 Keys" });
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  const sum = dialog.getByRole("status").filter({ hasText: "1 live grant and 3 tags go with the keys." });
  await expect(sum).toContainText("1 key was used in the last 24 hours, 30 not in the last 30 days.");
  const asked = await tracesOf(product, person.projectId, "deleteKeyRiskTips");
  expect(new Set(asked.map(({ resource_id }) => resource_id)).size, "each look is traced").toBe(31);

  const rows = dialog.getByRole("listitem");
  await expect(rows).toHaveCount(31);
  await expect(rows.nth(0)).toContainText("used");
  await expect(rows.nth(1)).toContainText("granted");
  await expect(rows.nth(1)).toContainText("1 grant");
  const box = await dialog.getByRole("region", { name: "Keys" }).boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(200);
  const yes = await dialog.getByRole("button", { name: "Yes" }).boundingBox();
  expect((yes?.y ?? 0) + (yes?.height ?? 0)).toBeLessThanOrEqual(800);

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await dialog.getByRole("radio", { name: "With grants 1" }).check();
  await expect(rows).toHaveCount(1);
  await dialog.getByRole("radio", { name: "All 31" }).check();
  await dialog.getByRole("searchbox").fill("many-00002");
  await expect(rows).toHaveCount(9);
  await dialog.getByRole("searchbox").fill("none such");
  await expect(dialog.getByText("No key matches.")).toBeVisible();

  await dialog.getByLabel("I understand the impact of deleting keys").check();
  await dialog.getByLabel(/type/).fill("30");
  await expect(dialog.getByRole("button", { name: "Yes" })).toBeDisabled();
  await dialog.getByLabel(/type/).fill("31");
  await dialog.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "31 scheduled for deletion" })).toBeVisible();
});

test("a dialog for a few keys shows a list, keeps a long alias inside, and is used at 400 % zoom", async ({ page, signInAs }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const person = await signInAs("KMS Administrator");
  const long = "x".repeat(255);
  for (const alias of ["one", long]) await person.client.createKey(alias);
  await page.reload();
  await listComesToLife(page);
  for (const alias of ["one", long]) await page.getByRole("checkbox", { name: `Select ${alias}` }).check();
  await page.getByRole("toolbar").getByRole("button", { name: "Disable" }).click();
  const dialog = page.getByRole("dialog", { name: "Disable 2 Keys" });
  const box = await dialog.getByRole("region", { name: "Keys" }).boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(200);
  const sideways = await dialog.evaluate(
    (element) =>
      [element, ...element.querySelectorAll(".dialog-body, .d-list")].filter((part) => part.scrollWidth > part.clientWidth).length,
  );
  expect(sideways).toBe(0);
  await expectAccessible(page);

  // As at 400 % zoom.
  await page.setViewportSize({ width: 320, height: 256 });
  await expect(dialog.getByRole("button", { name: "Yes" })).toBeInViewport({ ratio: 1 });
  await dialog.getByLabel("I understand the impact of disabling keys").check();
  await dialog.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("status").filter({ hasText: "2 disabled" })).toBeVisible();
});
