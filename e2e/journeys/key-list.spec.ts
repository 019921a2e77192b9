import { readFileSync } from "node:fs";
import type { Locator } from "@playwright/test";
import { makeManyKeys } from "../harness/make-many-keys";
import { tagKey } from "../harness/tags";
import { chooseFilter, expect, keyRow, listComesToLife, pressShortcut, signIn, test } from "./fixtures";

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

  await chooseFilter(page, "Status", "Disabled");
  await expect(page).toHaveURL(/status=disabled/);
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(keyRow(page, "key-15")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Remove Status" })).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.goBack();
  await expect(page.getByRole("row")).toHaveCount(26);
  await expect(page.getByRole("button", { name: "Remove Status" })).toHaveCount(0);

  await page.getByRole("button", { name: "Alias" }).click();
  await expect(page.getByRole("row").nth(1)).toContainText("key-10");
  await expect(page.getByRole("columnheader", { name: "Alias" })).toHaveAttribute("aria-sort", "ascending");
});

test("a filter is chosen, then its values; a chip keeps the filter's name and is taken away by it", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const ids = [];
  for (const alias of ["awake", "asleep", "leaving"]) ids.push(await person.client.createKey(alias));
  await person.client.call("disable-key", { key_id: ids[1] });
  await person.client.call("schedule-key-deletion", { key_id: ids[2], pending_days: "7" });
  await page.reload();
  await listComesToLife(page);
  await chooseFilter(page, "Status", "Enabled", "Disabled");
  await expect(page.getByRole("row")).toHaveCount(3);
  await expect(page.getByRole("search").getByText("Enabled, Disabled")).toBeVisible();
  await chooseFilter(page, "Key type", "Custom");
  await expect(page).toHaveURL(/status=enabled%2Cdisabled&kind=custom/);
  // By keyboard alone, and back to the button that the menu came from.
  await page.getByRole("button", { name: "Add filter" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Status" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Add filter" })).toBeFocused();
  await expect(page.getByRole("table").getByRole("link")).toHaveText(["asleep"]);
  await page.getByRole("button", { name: "Remove Status" }).click();
  await expect(page).not.toHaveURL(/status=/);
  await expect(page.getByRole("row")).toHaveCount(4);
  await expect(page.getByRole("button", { name: "Remove Key type" })).toBeVisible();
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page).not.toHaveURL(/kind=/);
});

test("a key that stands below the others is drawn at once when it is filtered for", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("deep-down");
  for (let number = 10; number < 33; number++) await person.client.createKey(`key-${number}`);
  await page.goto(`${person.keysPath}?size=50`);
  await listComesToLife(page);
  await expect(page.getByRole("row")).toHaveCount(25);
  await page.getByRole("searchbox").fill("\u00a0 deep-down ");
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(keyRow(page, "deep-down")).toBeInViewport();
  await expect(page.getByText("1 of 1 that match")).toBeVisible();
});

test("what somebody else changes appears by itself, and rows do not move away from who is at them", async ({ page, signInAs, browser }) => {
  test.slow();
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("shared");
  await page.reload();
  await listComesToLife(page);
  await expect(keyRow(page, "shared").getByText("Enabled", { exact: true })).toBeVisible();
  const other = await browser.newContext({ baseURL: new URL(page.url()).origin });
  const elsewhere = await other.newPage();
  await signIn(elsewhere, person);
  await keyRow(elsewhere, "shared").getByRole("button", { name: "Disable" }).click();
  await elsewhere.getByRole("dialog").getByRole("checkbox").check();
  await elsewhere.getByRole("dialog").getByRole("button", { name: "Yes" }).click();
  // A window that closes takes what it has just asked for with it.
  await expect(elsewhere.getByRole("status").filter({ hasText: "Key disabled successfully" })).toBeVisible();
  await other.close();
  await expect(keyRow(page, "shared").getByText("Disabled", { exact: true })).toBeVisible({ timeout: 10_000 });

  await keyRow(page, "shared").getByRole("link").focus();
  await person.client.createKey("newer");
  await expect(page.getByRole("status").filter({ hasText: "List changed" })).toBeVisible({ timeout: 10_000 });
  await expect(keyRow(page, "newer")).toHaveCount(0);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(keyRow(page, "newer")).toBeVisible();
  // Nobody is at a row now.
  await page.getByRole("searchbox").focus();
  await page.mouse.move(10, 10);
  await person.client.createKey("newest");
  await expect(keyRow(page, "newest")).toBeVisible({ timeout: 10_000 });
});

test("few presses of Tab lead to the second row; the list's keys move, select and create", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  for (const alias of ["three", "two", "one"]) await person.client.createKey(alias);
  await page.reload();
  await keyRow(page, "one").waitFor();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  const second = page.getByRole("row").nth(2);
  let presses = 0;
  while (presses < 40 && !(await second.evaluate((row) => row.contains(document.activeElement)))) {
    await page.keyboard.press("Tab");
    presses++;
  }
  expect(presses).toBeLessThanOrEqual(25);
  await expect(async () => {
    await page.keyboard.press("k");
    await expect(keyRow(page, "one").getByRole("link")).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(keyRow(page, "two").getByRole("checkbox")).toBeChecked();
  await page.keyboard.press("j");
  await page.keyboard.press(" ");
  await expect(page.getByRole("status").filter({ hasText: "2 selected" })).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("dialog", { name: "Create Key" })).toBeVisible();
});

test("what is done with the list is one stop of Tab, in which arrows move", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("first");
  await page.reload();
  await listComesToLife(page);
  const tools = page.getByRole("toolbar", { name: "For the list" });
  const [refresh, columns, save] = ["Refresh", "Columns and density", "Export CSV"].map((name) => tools.getByRole("button", { name }));
  await refresh?.focus();
  for (const [key, button] of [
    ["ArrowRight", columns],
    ["ArrowRight", save],
    ["ArrowRight", refresh],
    ["End", save],
    ["Home", refresh],
  ] as const) {
    await page.keyboard.press(key);
    await expect(button as Locator).toBeFocused();
  }
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Tab");
  await expect(tools.getByRole("button").and(page.locator(":focus"))).toHaveCount(0);
  await page.keyboard.press("Shift+Tab");
  await expect(columns as Locator).toBeFocused();
});

test("a selection takes the place of the filters, and the table does not move", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  for (const alias of ["two", "one"]) await person.client.createKey(alias);
  await page.reload();
  await listComesToLife(page);
  const topOf = () => page.getByRole("table").evaluate((table) => table.getBoundingClientRect().top);
  const before = await topOf();
  await expect(page.getByRole("toolbar", { name: "For the selected keys" })).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Select one" }).check();
  await expect(page.getByRole("toolbar", { name: "For the selected keys" }).getByRole("button")).toHaveText([
    "Enable",
    "Disable",
    "Delete",
    "Cancel Deletion",
    "Add tags",
    "Remove tags",
  ]);
  await expect(page.getByRole("searchbox")).toHaveCount(0);
  expect(await topOf()).toBe(before);
  await page.getByRole("button", { name: "Clear selection" }).click();
  await expect(page.getByRole("searchbox")).toBeVisible();
  expect(await topOf()).toBe(before);
});

for (const width of [360, 719, 720, 1023, 1024, 1280, 2560]) {
  test(`at ${width} px no cell covers another and the page does not scroll sideways, whatever columns are chosen`, async ({
    page,
    signInAs,
  }) => {
    const person = await signInAs("KMS Administrator");
    const id = await person.client.createKey(`${"long-".repeat(48)}end`);
    await person.client.createKey("imported", { origin: "external" });
    await tagKey(person.client, id, { "cost-center": "a-value-of-some-length", team: "payments" });
    await person.client.call("schedule-key-deletion", { key_id: id, pending_days: "30" });
    await page.setViewportSize({ width, height: 800 });
    for (const columns of ["", "?cols=description,tags,algorithm,origin,used,created,id,rotation,expiry,deletion"]) {
      await page.goto(person.keysPath + columns);
      await expect(keyRow(page, "imported")).toBeVisible();
      const faults = await page.evaluate(() => {
        const found: string[] = [];
        const root = document.documentElement;
        if (root.scrollWidth > root.clientWidth) found.push(`${root.scrollWidth} px wide`);
        for (const row of document.querySelectorAll("tbody tr[role=row]")) {
          const boxes = [...row.querySelectorAll("a, input, button, .state, time, td > span")]
            .map((one) => ({ one, box: one.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0 && box.height > 0);
          for (const { one, box } of boxes) {
            for (const { one: other, box: its } of boxes) {
              if (one === other || one.contains(other) || other.contains(one) || one.closest("td") === other.closest("td")) continue;
              const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
              const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
              if (across > 1 && down > 1) found.push(`${one.outerHTML.slice(0, 80)} over ${other.outerHTML.slice(0, 80)}`);
            }
          }
        }
        return found;
      });
      expect(faults).toEqual([]);
    }
  });
}

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
  const number = (n: number) => page.getByRole("navigation", { name: "Pages" }).getByText(`${(n - 1) * 25 + 1}–`);
  const first = (row: number) => expect(page.getByRole("row").nth(1)).toContainText(`-${String(row).padStart(6, "0")}`);
  for (const [index, row] of [1, 26, 51, 76].entries()) {
    await expect(number(index + 1)).toBeVisible();
    await first(row);
    await page.mouse.wheel(0, 10_000);
    await page.getByRole("button", { name: "Next page" }).click();
    await expect(page.getByRole("row").nth(1)).toBeInViewport();
  }
  await expect(number(5)).toBeVisible();
  await expect(page.getByRole("button", { name: "Next page" })).toHaveAttribute("aria-disabled", "true");
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
  await expect(page.getByRole("button", { name: "Previous page" })).toHaveAttribute("aria-disabled", "true");
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
  // The page scrolls as one, and the pager stays in sight.
  await expect(page.getByRole("button", { name: "Next page" })).toBeInViewport();
  await expect(keyRow(page, "many-000500")).toHaveCount(0);
  expect(await page.getByRole("row").count()).toBeLessThan(300);
});

test("the filter finds by alias, ID or description, and a search without a match offers to clear the filters", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("needle_1");
  await person.client.createKey("needleX1", { key_description: "kept for the haystack" });
  await page.reload();
  const filter = page.getByRole("searchbox");
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(filter).toBeFocused({ timeout: 500 });
  }).toPass();
  await filter.fill("needle_");
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(keyRow(page, "needle_1")).toBeVisible();
  await filter.fill(` ${id} `);
  await expect(page.getByRole("row")).toHaveCount(2);
  await filter.fill("the hay");
  await expect(keyRow(page, "needleX1")).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(2);
  await filter.fill("%");
  await expect(page.getByText("No key matches these filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
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
  // So wide that every chosen column has room.
  await page.setViewportSize({ width: 1600, height: 900 });
  await page.getByRole("button", { name: "Columns and density" }).click();
  const box = page.getByRole("dialog", { name: "Columns and density" });
  await box.getByRole("checkbox", { name: "Origin" }).uncheck();
  await box.getByRole("checkbox", { name: "Tags" }).check();
  for (let step = 0; step < 4; step++) await box.getByRole("button", { name: "Move Tags to the left" }).click();
  await box.getByText("Dense").click();
  await page.keyboard.press("Escape");
  const heads = ["", "Alias", "Status", "Tags", "Key Algorithm and Usage", "Last used", "Creation Time", "ID", "Operation"];
  await expect(page.getByRole("columnheader")).toHaveText(heads);
  await expect(page).toHaveURL(/cols=tags/);
  // Remembered where the address says nothing.
  await page.goto(person.keysPath);
  await expect(page.getByRole("columnheader")).toHaveText(heads);
  expect((await keyRow(page, "a-key").boundingBox())?.height).toBe(32);
  // A choice counts at once, and not only when the page has been told of its new address.
  await page.getByRole("button", { name: "Columns and density" }).click();
  const press = (input: Element) => {
    (input as HTMLInputElement).click();
    return (input as HTMLInputElement).checked;
  };
  expect(await box.getByRole("checkbox", { name: "Tags" }).evaluate(press)).toBe(false);
  expect(await box.getByRole("checkbox", { name: "Origin" }).evaluate(press)).toBe(true);
  await expect(page.getByRole("columnheader", { name: "Origin" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Tags" })).toHaveCount(0);
  // Links from before columns had an order.
  await page.goto(`${person.keysPath}?hide=id`);
  await expect(page.getByRole("columnheader", { name: "Origin" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "ID", exact: true })).toHaveCount(0);
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

test("what is typed while the list follows what was typed before is not lost", async ({ page, signInAs }) => {
  const { client } = await signInAs("KMS Administrator");
  for (const alias of ["billing-1", "billing-2"]) await client.createKey(alias);
  await page.reload();
  await listComesToLife(page);
  const filter = page.getByRole("searchbox");
  // The next letter comes at the moment in which the one before has gone into the address, and not yet come back from it.
  await filter.evaluate((input: HTMLInputElement) => {
    const { pushState } = history;
    history.pushState = (...state) => {
      history.pushState = pushState;
      pushState.apply(history, state);
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, "billing-2");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    };
  });
  await filter.fill("billing-");
  await expect(page).toHaveURL(/q=billing-2/);
  await expect(filter).toHaveValue("billing-2");
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.goBack();
  await expect(filter).toHaveValue("");
});
