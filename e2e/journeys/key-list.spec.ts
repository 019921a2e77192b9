import { readFileSync } from "node:fs";
import { makeManyKeys } from "../harness/make-many-keys";
import { expect, keyRow, pressShortcut, test } from "./fixtures";

test("filters, order and page live in the URL: Back and reload show the same list", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const ids = [];
  for (let number = 10; number < 37; number++) ids.push(await person.client.createKey(`key-${number}`));
  await person.client.call("disable-key", { key_id: ids[5] });
  await page.reload();
  await expect(page.getByRole("row")).toHaveCount(26);
  await page.getByRole("button", { name: "Next page" }).click();
  await expect(page.getByRole("row")).toHaveCount(3);
  await page.reload();
  await expect(page.getByRole("row")).toHaveCount(3);
  await page.goBack();
  await expect(page.getByRole("row")).toHaveCount(26);

  await page.getByRole("combobox", { name: "Status" }).selectOption({ label: "Disabled" });
  await expect(page).toHaveURL(/status=disabled/);
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(keyRow(page, "key-15")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Status" })).toHaveValue("disabled");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.goBack();
  await expect(page.getByRole("row")).toHaveCount(26);

  await page.getByRole("button", { name: "Alias" }).click();
  await expect(page.getByRole("row").nth(1)).toContainText("key-10");
  await expect(page.getByRole("columnheader", { name: "Alias" })).toHaveAttribute("aria-sort", "ascending");
});

test("a later page whose keys are gone, or that never was, says so and leads to the first page", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  for (let number = 10; number < 36; number++) await person.client.createKey(`key-${number}`);
  await page.goto(`${person.keysPath}?status=enabled`);
  await expect(page.getByRole("row")).toHaveCount(26);
  await page.getByRole("button", { name: "Next page" }).click();
  await keyRow(page, "key-10").getByRole("button", { name: "Disable" }).click();
  const dialog = page.getByRole("dialog", { name: "Disable Key" });
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("button", { name: "Yes" }).click();
  await expect(page.getByRole("heading", { name: "This page is empty" })).toBeVisible();
  await page.getByRole("button", { name: "First page" }).click();
  await expect(page.getByRole("row")).toHaveCount(26);
  await expect(page).not.toHaveURL(/page=|after=/);

  await page.goto(`${person.keysPath}?page=2&after=no-such-place`);
  await expect(page.getByRole("heading", { name: "This page is empty" })).toBeVisible();
  await page.getByRole("button", { name: "First page" }).click();
  await expect(page.getByRole("row")).toHaveCount(26);
});

test("people page forth and back, whatever comes and goes, and the address stays short", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  // Cursors carry the alias: this one makes them as long as they get.
  const prefix = "long-".repeat(48);
  await makeManyKeys(product, person.client, 110, prefix);
  await page.goto(`${person.keysPath}?sort=alias_asc&size=25`);
  const number = (n: number) => page.getByRole("navigation", { name: "Pages" }).getByText(`Page ${n}`, { exact: true });
  const first = (row: number) => expect(page.getByRole("row").nth(1)).toContainText(`-${String(row).padStart(6, "0")}`);
  for (const [index, row] of [1, 26, 51, 76].entries()) {
    await expect(number(index + 1)).toBeVisible();
    await first(row);
    await page.getByRole("link").last().scrollIntoViewIfNeeded();
    await page.getByRole("button", { name: "Next page" }).click();
    await expect(page.getByRole("row").nth(1)).toBeInViewport();
  }
  await expect(number(5)).toBeVisible();
  await expect(page.getByRole("button", { name: "Next page" })).toHaveCount(0);
  expect(page.url().length).toBeLessThan(1000);
  await page.getByRole("button", { name: "Previous page" }).click();
  await expect(number(4)).toBeVisible();
  await first(76);
  await page.reload();
  await expect(number(4)).toBeVisible();
  await first(76);
  // What came before the first page in the meantime can be reached too.
  await person.client.createKey("a-new-one");
  await page.getByRole("button", { name: "Previous page" }).click();
  await first(51);
  await page.getByRole("button", { name: "Previous page" }).click();
  await first(26);
  await page.getByRole("button", { name: "Previous page" }).click();
  await first(1);
  await expect(number(2)).toBeVisible();
  await page.getByRole("button", { name: "Previous page" }).click();
  await expect(keyRow(page, "a-new-one")).toBeVisible();
  await expect(number(1)).toBeVisible();
  await expect(page.getByRole("button", { name: "Previous page" })).toHaveCount(0);
  await expect(page.getByRole("table")).toHaveAttribute("aria-rowcount", "26");
});

test("of a page of 1,000 keys only the rows near what is in sight are in the page, and each says which it is", async ({
  page,
  signInAs,
  product,
}) => {
  const person = await signInAs("KMS Administrator");
  await makeManyKeys(product, person.client, 999, "many");
  await page.goto(`${person.keysPath}?sort=alias_asc&size=1000`);
  const table = page.getByRole("table");
  await expect(table).toHaveAttribute("aria-rowcount", "1001");
  // The table scrolls by itself: nothing of its rows makes the page longer than what it shows.
  const beyond = () => page.evaluate(() => document.documentElement.scrollHeight - (document.querySelector("main")?.offsetHeight ?? 0));
  expect(await beyond()).toBeLessThan(120);
  await expect(keyRow(page, "many-000001")).toHaveAttribute("aria-rowindex", "2");
  expect(await page.getByRole("row").count()).toBeLessThan(300);
  await expect(keyRow(page, "many-000999")).toHaveCount(0);
  const last = keyRow(page, "many-model");
  await expect(async () => {
    await page.mouse.move(640, 500);
    await page.mouse.wheel(0, 100_000);
    await expect(last).toBeInViewport({ timeout: 1_000 });
  }).toPass();
  await expect(last).toHaveAttribute("aria-rowindex", "1001");
  await expect(keyRow(page, "many-000500")).toHaveCount(0);
  expect(await page.getByRole("row").count()).toBeLessThan(300);
});

test("the filter finds by alias or ID, and a search without a match offers to clear the filters", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("needle_1");
  await person.client.createKey("needleX1");
  await page.reload();
  const filter = page.getByRole("searchbox");
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(filter).toBeFocused({ timeout: 500 });
  }).toPass();
  await filter.fill("needle_");
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(keyRow(page, "needle_1")).toBeVisible();
  await filter.fill(id);
  await expect(page.getByRole("row")).toHaveCount(2);
  await filter.fill("%");
  await expect(page.getByText("No key matches these filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(page.getByRole("row")).toHaveCount(3);
  await expect(filter).toHaveValue("");
});

test("the list is exported as CSV, and no cell is a formula", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("-2-3", { key_description: '=HYPERLINK("http://evil.example","x")' });
  await person.client.createKey("hidden-by-filter");
  await page.goto(`${person.keysPath}?q=-2-3`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export CSV" }).click()]);
  const text = readFileSync(await download.path(), "utf8");
  expect(download.suggestedFilename()).toMatch(/^keys-.*\.csv$/);
  expect(text).toContain('"\'=HYPERLINK(""http://evil.example"",""x"")"');
  expect(text).not.toContain("hidden-by-filter");
  expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
});

test("columns are chosen in a menu and stay chosen", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("a-key");
  await page.reload();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Origin" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("columnheader", { name: "Origin" })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Alias" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Origin" })).toHaveCount(0);
});

test("the palette opens with Control and K and goes to a key by its alias", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("far-away");
  await page.reload();
  await keyRow(page, "far-away").waitFor();
  const palette = page.getByRole("combobox", { name: "Go to a key or an action" });
  await pressShortcut(page, "Control+k", palette);
  await palette.fill("far");
  await expect(page.getByRole("option", { name: /far-away/ })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "far-away" })).toBeVisible();
});
