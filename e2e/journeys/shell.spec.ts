/** What stands around every page: where the focus is, the way around, the palette, the help. */
import { expect, listComesToLife, pressShortcut, test } from "./fixtures";

test("the first Tab stop of a page skips to its content, and a way to another page ends at its heading", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await page.reload();
  await page.getByRole("button", { name: "User menu" }).waitFor();
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.getByRole("navigation").getByRole("link", { name: "System" }).click();
  await page.waitForURL(`**/${person.projectName}/system`);
  await expect(page.getByRole("heading", { level: 1, name: "System" })).toBeFocused();
  await expect(page).toHaveTitle("System · KMS Console");
});

test("an address with nothing at it says so below the navigation, in a project and outside", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Viewer");
  for (const path of [`/${person.projectName}/nothing/here`, "/no-such-project/keys"]) {
    const reply = await page.goto(path);
    expect(reply?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
    await expect(page).toHaveTitle(/^Page not found/);
    await page.getByRole("navigation").getByRole("link", { name: "Keys" }).click();
    await page.waitForURL(`**${person.keysPath}`);
  }
});

test("Help leads to the guide's procedures, each with the way to where it is done, and to the API's reference", async ({
  page,
  product,
  signInAs,
}) => {
  await signInAs("KMS Administrator");
  await listComesToLife(page);
  await page.getByRole("button", { name: "Help" }).click();
  const reference = page.getByRole("menuitem", { name: "API reference" });
  await expect(reference).toHaveAttribute("href", `${product.apiUrl}/docs`);
  await page.getByRole("menuitem", { name: "Guide procedures" }).click();
  await page.waitForURL("**/help");
  const headings = page.getByRole("main").getByRole("heading", { level: 2 });
  expect((await headings.allTextContents()).map((text) => text.slice(0, 3))).toEqual(["2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8"]);
  await page.getByRole("main").getByRole("link", { name: "Create Key" }).click();
  await expect(page.getByRole("dialog", { name: "Create Key" })).toBeVisible();
  await expect(page).toHaveURL(/\/keys$/);
});

test("the navigation stays as narrow as it was left, and every entry keeps its name", async ({ page, signInAs }) => {
  await signInAs("KMS Viewer");
  await listComesToLife(page);
  await page.getByRole("button", { name: "Collapse" }).click();
  await page.reload();
  await expect(page.getByRole("button", { name: "Expand" })).toBeVisible();
  const system = page.getByRole("navigation").getByRole("link", { name: "System" });
  expect((await system.boundingBox())?.width).toBeLessThan(48);
});

test("in a narrow window the navigation comes as a drawer, with the help and the theme, and goes after a choice", async ({
  page,
  signInAs,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signInAs("KMS Viewer");
  const drawer = page.getByRole("dialog", { name: "Navigation" });
  await expect(async () => {
    await page.getByRole("button", { name: "Navigation" }).click();
    await expect(drawer).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await drawer.getByRole("radio", { name: "Dark" }).check();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await drawer.getByRole("navigation").getByRole("link", { name: "System" }).click();
  await expect(drawer).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: "System" })).toBeVisible();
});

test.describe("the palette", () => {
  test("goes to the key that is typed, not to one of an older answer, however fast Enter comes", async ({ page, signInAs }) => {
    const person = await signInAs("KMS Administrator");
    const wanted = await person.client.createKey("payments/second");
    await person.client.createKey("payments/first");
    await page.reload();
    const palette = page.getByRole("combobox", { name: "Go to a key or an action" });
    await pressShortcut(page, "Control+k", palette);
    await expect(page.getByRole("option", { name: "payments/first" })).toBeVisible();
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(/searchKeys.*second/, async (route) => {
      await held;
      await route.continue();
    });
    await palette.fill("payments/second");
    await expect(page.getByRole("option")).toHaveCount(0);
    await page.keyboard.press("Enter");
    await expect(palette).toBeVisible();
    answer();
    await page.waitForURL(`**/keys/${wanted}**`);
    await expect(palette).toHaveCount(0);
  });

  test("prefers the key whose whole alias is typed, forgives blanks, and does nothing where nothing matches", async ({
    page,
    signInAs,
  }) => {
    const person = await signInAs("KMS Administrator");
    const wanted = await person.client.createKey("pay");
    for (let number = 0; number < 9; number++) await person.client.createKey(`pay-${number}`);
    await page.reload();
    const palette = page.getByRole("combobox", { name: "Go to a key or an action" });
    await pressShortcut(page, "Control+k", palette);
    await palette.fill("no such thing");
    await page.keyboard.press("Enter");
    await expect(page.getByText("Nothing matches.")).toBeVisible();
    await expect(palette).toBeVisible();
    await palette.fill(" pay\u00a0");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/keys/${wanted}**`);
  });

  test("goes to the key that is called as typed, however many newer keys contain its alias", async ({ page, signInAs }) => {
    const person = await signInAs("KMS Administrator");
    const wanted = await person.client.createKey("bulk-1");
    for (let number = 10; number < 65; number++) await person.client.createKey(`bulk-1${number}`);
    await page.reload();
    const palette = page.getByRole("combobox", { name: "Go to a key or an action" });
    await pressShortcut(page, "Control+k", palette);
    await palette.fill("bulk-1");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/keys/${wanted}**`);
  });

  test("opens what an action is for, on the page where it is done and from any other", async ({ page, signInAs }) => {
    const person = await signInAs("KMS Administrator");
    for (const path of [person.keysPath, `/${person.projectName}/system`]) {
      await page.goto(path);
      const palette = page.getByRole("combobox", { name: "Go to a key or an action" });
      await pressShortcut(page, "Control+k", palette);
      await palette.fill("create");
      await page.getByRole("option", { name: "Create Key" }).click();
      await expect(page.getByRole("dialog", { name: "Create Key" }), path).toBeVisible();
      await page.keyboard.press("Escape");
    }
  });
});

for (const [width, height] of [
  [1280, 800],
  [390, 844],
] as const) {
  test(`at ${width} px a message lies inside the window and covers nothing that can be pressed`, async ({ page, signInAs }) => {
    await page.setViewportSize({ width, height });
    const person = await signInAs("KMS Administrator");
    for (let number = 0; number < 12; number++) await person.client.createKey(`key-${number}`);
    await page.reload();
    await listComesToLife(page);
    await page.getByRole("button", { name: "Create Key" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Create Key" });
    await dialog.getByLabel("Alias").fill("long".repeat(60));
    await dialog.getByRole("button", { name: "OK" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Key created successfully" })).toBeVisible();
    await expect(dialog).toHaveCount(0);
    const covered = () =>
      page.evaluate(() => {
        const toast = document.querySelector(".toast")?.getBoundingClientRect();
        if (!toast || toast.left < 0 || toast.right > window.innerWidth) return ["not inside"];
        return [...document.querySelectorAll("main :is(a[href], button, input)")]
          .filter((one) => {
            const { left, right, top, bottom, width } = one.getBoundingClientRect();
            return width > 1 && left < toast.right && right > toast.left && top < toast.bottom && bottom > toast.top;
          })
          .map((one) => one.getAttribute("aria-label") ?? one.textContent);
      });
    await expect.poll(covered).toEqual([]);
  });
}

test("a button that is pressed before the page's script has come, or any part of it, is heard, once", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const keyId = await person.client.createKey("early");
  const address = `${person.keysPath}/${keyId}?tab=grants`;
  const scripts = "**/_next/static/**/*.js";
  await page.goto(address);
  const names = await page.evaluate(() => [...document.scripts].map(({ src }) => src).filter((src) => src.includes("/_next/static/")));
  expect(names.length, "parts of the page's script").toBeGreaterThan(5);
  // A button that two presses open and close again.
  const theme = page.getByRole("button", { name: "Theme" });
  // Without one of the last, which are of the page itself, React begins and cannot end.
  for (const held of [names, ...names.slice(-6).map((name) => [name])]) {
    let letScriptsCome = () => {};
    const mayCome = new Promise<void>((resolve) => {
      letScriptsCome = resolve;
    });
    await page.route(scripts, async (route) => {
      if (held.includes(route.request().url())) await mayCome;
      await route.continue();
    });
    await page.goto(address, { waitUntil: "commit" });
    await theme.click();
    if (held === names) await theme.click();
    else await page.waitForTimeout(200);
    letScriptsCome();
    await expect(page.getByRole("menu"), `after ${held} came late`).toBeVisible();
    await page.waitForTimeout(150);
    await expect(theme, `after ${held} came late`).toHaveAttribute("aria-expanded", "true");
    await page.unroute(scripts);
  }
});
