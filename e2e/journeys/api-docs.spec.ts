/** The page of the API reference: a reader finds an operation, by keyboard too, on any screen. */
import { expect, expectAccessible, test } from "./fixtures";

// The page is long, and the browsers of the other tests want the processors too.
test.describe.configure({ timeout: 240_000 });

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test("axe finds nothing on the page, with the errors of an operation open", async ({ page, product }) => {
      await page.goto(`${product.apiUrl}/docs`);
      await page.locator("#encryptData summary").click();
      await expect(page.locator("#encryptData").getByRole("cell", { name: "KMS.2101" })).toBeVisible();
      await expectAccessible(page);
    });

    test("the page has the theme of the reader's system", async ({ page, product }) => {
      await page.goto(`${product.apiUrl}/docs`);
      const background = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      expect(background).toBe(colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 22, 26)");
    });
  });
}

test("every operation of the document is in the navigation and on the page, with its call to copy", async ({ page, product }) => {
  const document = await (await fetch(`${product.apiUrl}/openapi.json`)).json();
  await page.goto(`${product.apiUrl}/docs`);
  const operations = Object.values(document.paths).flatMap((item) =>
    Object.values(item as Record<string, { operationId: string; summary: string }>),
  );
  expect(operations.length).toBeGreaterThan(20);
  const links = await page.getByRole("navigation").getByRole("listitem").allTextContents();
  expect(links.sort()).toEqual(operations.map(({ operationId }) => operationId).sort());
  // In one look: the page is long, and each question to it takes the browser a while.
  const shown = await page.evaluate(
    (ids) =>
      ids.map((id) => {
        const section = globalThis.document.getElementById(id);
        return [id, section?.querySelector("h3")?.textContent?.trim(), section?.querySelector("pre")?.textContent?.includes("curl")];
      }),
    operations.map(({ operationId }) => operationId),
  );
  expect(shown).toEqual(operations.map(({ operationId, summary }) => [operationId, summary, true]));
});

test("a reader goes to an operation by keyboard, and reads who may do it and how it is refused", async ({ page, product }) => {
  await page.goto(`${product.apiUrl}/docs`);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.getByRole("link", { name: "decryptData", exact: true }).focus();
  await page.keyboard.press("Enter");
  const operation = page.getByRole("article", { name: /^Decrypt data/ });
  await expect(operation).toBeInViewport();
  await expect(operation).toContainText("kms:cmk:crypto");
  await operation.locator("summary").focus();
  await page.keyboard.press("Enter");
  await expect(operation.getByRole("cell", { name: "KMS.2201" })).toBeVisible();
});

test("the page works without scripts, asks nobody else for anything, and its own policy stops nothing", async ({ browser, product }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  await page.goto(`${product.apiUrl}/docs`);
  await page.locator("#createKey summary").click();
  await expect(page.locator("#createKey").getByRole("cell", { name: "KMS.1104" })).toBeVisible();
  // A style sheet that the policy refuses would leave the reader's plain serif.
  await expect(page.locator("body")).toHaveCSS("font-size", "14px");
  expect(requests.filter((url) => !url.startsWith("data:"))).toEqual([`${product.apiUrl}/docs`]);
  expect(complaints).toEqual([]);
  await context.close();
});

test("at 390 pixels the page is not wider than the screen", async ({ page, product }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${product.apiUrl}/docs`);
  await page.locator("summary").first().click();
  await expect(page.locator("details").first()).toHaveAttribute("open");
  // The others by what a press does: each press by itself draws the whole long page anew.
  await page.evaluate(() => {
    for (const part of document.querySelectorAll("details")) part.open = true;
  });
  await expect(page.locator("details:not([open])")).toHaveCount(0);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
