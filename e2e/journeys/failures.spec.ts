/** What is told when something goes wrong: only what is certain. Between browser and product stands a proxy, as people have it. */
import type { Browser, Page } from "@playwright/test";
import { sql } from "../harness/database";
import { type FrontProxy, startProxy } from "../harness/proxy";
import { expect, type JourneyProduct, listComesToLife, makePerson, type Person, signIn, test } from "./fixtures";

type Behind = { readonly page: Page; readonly person: Person; readonly proxy: FrontProxy };

/** Signs in a person whose browser reaches the console through a proxy. */
async function behindProxy(browser: Browser, product: JourneyProduct, run: (behind: Behind) => Promise<void>): Promise<void> {
  const proxy = await startProxy();
  proxy.backends = [product.consoleUrl];
  const context = await browser.newContext({ proxy: { server: proxy.url }, baseURL: product.consoleUrl, reducedMotion: "reduce" });
  const page = await context.newPage();
  try {
    const person = await makePerson(product, ["KMS Administrator"]);
    await signIn(page, person);
    await page.waitForURL(`**${person.keysPath}`);
    await listComesToLife(page);
    await run({ page, person, proxy });
  } finally {
    await context.close();
    await proxy.close();
  }
}

async function fillCreate(page: Page, alias: string) {
  await page.getByRole("button", { name: "Create Key" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Create Key" });
  await dialog.getByLabel("Alias").fill(alias);
  return dialog;
}

const isAction = (headers: { [name: string]: unknown }) => headers["next-action"] !== undefined;

test("a 504 of a proxy after the key was made says that it may have been made, and gives a way to look", async ({ browser, product }) => {
  await behindProxy(browser, product, async ({ page, person, proxy }) => {
    proxy.loses = ({ headers }) => isAction(headers);
    const dialog = await fillCreate(page, "made-all-the-same");
    await dialog.getByRole("button", { name: "OK" }).click();
    const alert = dialog.getByRole("alert").filter({ hasText: "may have been done" });
    await expect(alert).toBeVisible();
    await expect(dialog).not.toContainText("Nothing was changed");
    expect((await person.client.call("list-keys")).body.total).toBe(1);
    await expect(dialog.getByLabel("Alias")).toHaveValue("made-all-the-same");
    const [look] = await Promise.all([
      page.context().waitForEvent("page"),
      dialog.getByRole("button", { name: "Look in a new tab" }).click(),
    ]);
    await expect(look.getByRole("link", { name: "made-all-the-same" })).toBeVisible();
  });
});

test("an action that the server no longer has is of an older page: nothing was changed, and Reload leads on", async ({
  browser,
  product,
}) => {
  await behindProxy(browser, product, async ({ page, person, proxy }) => {
    proxy.headersFor = (headers) => (isAction(headers) ? { ...headers, "next-action": "7f".repeat(21) } : headers);
    const dialog = await fillCreate(page, "later");
    await dialog.getByRole("button", { name: "OK" }).click();
    await expect(dialog.getByRole("alert").filter({ hasText: "older version" })).toContainText("Nothing was changed");
    expect((await person.client.call("list-keys")).body.total).toBe(0);
    proxy.headersFor = (headers) => headers;
    await dialog.getByRole("button", { name: "Reload" }).click();
    await listComesToLife(page);
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });
});

test("a refusal of another address names the right one, and says that nothing was changed", async ({ browser, product }) => {
  await behindProxy(browser, product, async ({ page, person, proxy }) => {
    proxy.headersFor = (headers) => (isAction(headers) ? { ...headers, origin: "https://other.example" } : headers);
    const dialog = await fillCreate(page, "elsewhere");
    await dialog.getByRole("button", { name: "OK" }).click();
    const alert = dialog.getByRole("alert").filter({ hasText: product.consoleUrl });
    await expect(alert).toContainText("Nothing was changed");
    expect((await person.client.call("list-keys")).body.total).toBe(0);
  });
});

test("a read whose answer is lost says nothing of changes", async ({ browser, product }) => {
  await behindProxy(browser, product, async ({ page, person, proxy }) => {
    // An empty list has nothing to filter.
    await person.client.createKey("to-filter");
    await page.reload();
    await listComesToLife(page);
    proxy.loses = ({ url }) => url?.includes("/api/query/") ?? false;
    await page.getByRole("searchbox").fill("anything");
    const alert = page.getByRole("main").getByRole("alert");
    await expect(alert).toContainText("does not answer");
    await expect(alert).not.toContainText(/changed|may have/);
  });
});

test.describe("a session that ends", () => {
  test("leaves the page and what is typed; signing in in another tab lets one go on", async ({ page, context, signInAs }) => {
    const person = await signInAs("KMS Administrator");
    await listComesToLife(page);
    const dialog = await fillCreate(page, "typed-before");
    await context.clearCookies({ name: /session$/ });
    await dialog.getByRole("button", { name: "OK" }).click();
    const ended = page.getByRole("dialog", { name: "Your session has ended" });
    await expect(ended).toContainText("another tab");
    await expect(ended.getByRole("link", { name: "Sign in" })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`${person.keysPath}$`));

    const [tab] = await Promise.all([context.waitForEvent("page"), ended.getByRole("link", { name: "another tab" }).click()]);
    await tab.getByLabel("Account").fill(person.account);
    await tab.getByLabel("User name").fill(person.userName);
    await tab.getByLabel("Password").fill(person.password);
    await tab.getByRole("button", { name: "Sign in" }).click();
    await tab.waitForURL(`**${person.keysPath}`);
    await tab.close();
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect(ended).toHaveCount(0);
    await expect(dialog.getByLabel("Alias")).toHaveValue("typed-before");
    await dialog.getByRole("button", { name: "OK" }).click();
    await expect(page.getByRole("row").getByRole("link", { name: "typed-before" })).toBeVisible();
  });

  test("for want of use can be put aside, stays said above the page, and Sign in leads back to the same place", async ({
    page,
    product,
    signInAs,
  }) => {
    const person = await signInAs("KMS Administrator");
    const id = await person.client.createKey("read-on");
    const place = `${person.keysPath}/${id}?tab=tags`;
    await page.goto(place);
    const dialog = page.getByRole("dialog", { name: "Add Tag" });
    await expect(async () => {
      await page.getByRole("button", { name: "Add Tag" }).first().click();
      await expect(dialog).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await sql(product.dataDir, "update session set idle_until = now() where user_id = $1", [person.userId]);
    await dialog.getByLabel("Tag key").fill("team");
    await dialog.getByRole("button", { name: "OK" }).click();
    const ended = page.getByRole("dialog", { name: "Your session has ended" });
    await ended.getByRole("button", { name: "Close" }).last().click();
    await expect(ended).toHaveCount(0);
    await expect(dialog.getByLabel("Tag key")).toHaveValue("team");
    await page.keyboard.press("Escape");
    await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
    await page.waitForURL(/\/sign-in\?reason=ended&next=/);
    await page.getByLabel("Account").fill(person.account);
    await page.getByLabel("User name").fill(person.userName);
    await page.getByLabel("Password").fill(person.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`**${place}`);
  });
});
