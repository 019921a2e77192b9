/** What journeys have in common: a person with a role in a project of their own, signed in through the page. */
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import axe, { type AxeResults, type RunOptions } from "axe-core";
import type { RoleName } from "#lib/domain/identity/permission";
import type { SharedProduct } from "../harness/shared-product";
import { makeTenant, type Tenant } from "../harness/tenant";

export type JourneyProduct = SharedProduct & {
  consoleUrl: string;
  /** Of the identity provider, which a journey steers. */
  issuer: string;
};
export type Person = Tenant & {
  /** Path of the person's key list. */
  readonly keysPath: string;
  /** And of the overview, to which signing in leads. */
  readonly homePath: string;
};

type Fixtures = {
  product: JourneyProduct;
  /** Makes a person with these roles, signs in and opens the key list on `page`; without the sign-in page, which has journeys of its own. */
  signInAs: (...roles: RoleName[]) => Promise<Person>;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the dependencies from this pattern
  product: async ({}, use) => {
    await use(JSON.parse(process.env.KMS_JOURNEY_PRODUCT ?? "null"));
  },
  baseURL: async ({ product }, use) => {
    await use(product.consoleUrl);
  },
  /** Whatever a journey is about, its page reports no error: what cannot come to life, or breaks, is a fault. */
  page: async ({ page }, use) => {
    const faults: string[] = [];
    page.on("pageerror", ({ message }) => faults.push(message));
    holdForSure(page);
    await use(page);
    expect(faults, "errors that the page reported").toEqual([]);
  },
  signInAs: async ({ page, product }, use) => {
    await use(async (...roles) => {
      const person = await makePerson(product, roles);
      await takeSession(page, product, person);
      await page.goto(person.keysPath);
      return person;
    });
  },
});

export { expect };

/**
 * Whoever holds back requests of an open page may count on it when `page.route` has returned. A browser has said so before the page's own
 * process knows; what was asked for in that moment passed, and was never told to whoever waited for it.
 */
function holdForSure(page: Page): void {
  const route = page.route.bind(page);
  page.route = async (...asked) => {
    const made = await route(...asked);
    if (!page.url().startsWith("http")) return made;
    const probe = "/is-it-held";
    await route(`**${probe}`, (probing) => probing.fulfill({ status: 299 }));
    await expect.poll(() => page.evaluate(async (path) => (await fetch(path)).status, probe), { intervals: [5] }).toBe(299);
    await page.unroute(`**${probe}`);
    return made;
  };
}

export async function makePerson(product: SharedProduct, roles: readonly string[]): Promise<Person> {
  const tenant = await makeTenant(product, roles.length > 0 ? roles : undefined);
  return { ...tenant, keysPath: `/${tenant.projectName}/keys`, homePath: `/${tenant.projectName}/overview` };
}

/** Signs in as next-auth's own page does it, so that the browser has the session's cookies and has drawn nothing. */
export async function takeSession(
  page: Page,
  { consoleUrl }: Pick<JourneyProduct, "consoleUrl">,
  { account, userName, password }: { account: string; userName: string; password: string },
): Promise<void> {
  const headers = { origin: consoleUrl, "user-agent": await page.evaluate(() => navigator.userAgent) };
  const { csrfToken } = await (await page.request.get(`${consoleUrl}/api/auth/csrf`, { headers })).json();
  const form = { account, userName, password, csrfToken, callbackUrl: consoleUrl, json: "true" };
  const reply = await page.request.post(`${consoleUrl}/api/auth/callback/credentials`, { headers, form });
  expect(reply.status(), "the answer to a sign-in").toBe(200);
}

/** Fills in the sign-in page and submits it. @param who.keysPath where it is to lead; absent for the first screen */
export async function signIn(page: Page, who: { account: string; userName: string; password: string; keysPath?: string }): Promise<void> {
  await page.goto(who.keysPath === undefined ? "/sign-in" : `/sign-in?next=${encodeURIComponent(who.keysPath)}`);
  await page.getByLabel("Account").fill(who.account);
  await page.getByLabel("User name").fill(who.userName);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The row of a key in the list. */
export function keyRow(page: Page, alias: string): Locator {
  return page.getByRole("row").filter({ has: page.getByRole("link", { name: alias, exact: true }) });
}

/** Asks for an operation of a key in the list: by its button in the row, or else in the row's menu. */
export async function operate(page: Page, alias: string, operation: string): Promise<void> {
  const row = keyRow(page, alias);
  await expect(row).toBeVisible();
  const button = row.getByRole("button", { name: operation, exact: true });
  if ((await button.count()) > 0) return button.click();
  await row.getByRole("button", { name: /^More/ }).click();
  await page.getByRole("menuitem", { name: operation, exact: true }).click();
}

/** Opens the filters, then the values of one, and ticks these. */
export async function chooseFilter(page: Page, filter: string, ...values: string[]): Promise<void> {
  await page.getByRole("button", { name: "Add filter" }).click();
  await page.getByRole("menuitem", { name: filter }).click();
  for (const name of values) {
    await page.getByRole("menuitemcheckbox", { name, exact: true }).click();
    await expect(page.getByRole("menuitemcheckbox", { name, exact: true })).toBeChecked();
  }
  await page.keyboard.press("Escape");
}

export async function openTool(page: Page, person: Person, keyId: string): Promise<void> {
  await page.goto(`${person.keysPath}/${keyId}?tab=tool`);
  await page.getByRole("tab", { name: "Tool" }).waitFor();
}

/** All rules of WCAG 2.2 A and AA and the best practices, with the one that is off by itself: a name holds the words that are seen (2.5.3). */
const AXE_OPTIONS: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
  rules: { "label-content-name-mismatch": { enabled: true }, "target-size": { enabled: true } },
  resultTypes: ["violations"],
};

/** What axe finds on the page as it is, a line a rule. Its script comes in past the page's policy, which a page could not. */
async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (options) => (window as unknown as { axe: typeof axe }).axe.run(document, options) as Promise<AxeResults>,
    AXE_OPTIONS,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

/** For so long, in ms, a page that has settled has changed nothing; and so long it is waited for, where something changes on and on. */
const QUIET = 100;
const PATIENCE = 5_000;

/**
 * axe finds nothing on the page, once it has settled. The one way to ask axe: a button that becomes enabled while axe looks has too
 * little contrast for a moment.
 */
export async function expectAccessible(page: Page, face = "the page"): Promise<void> {
  const moving = await page.evaluate(
    async ([quiet, patience]) => {
      const isReduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
      await document.fonts.ready;
      await new Promise<void>((resolve) => {
        const done = () => {
          observer.disconnect();
          resolve();
        };
        let timer = setTimeout(done, quiet);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(done, quiet);
        });
        observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
        setTimeout(done, patience);
      });
      // What was changed last is drawn by then.
      for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
      const running = document.getAnimations().filter(({ playState }) => playState === "running");
      return isReduced ? running.length : -1;
    },
    [QUIET, PATIENCE] as const,
  );
  expect(moving, "nothing moves on a page that axe looks at").toBe(0);
  expect.soft(await axeFindings(page), `what axe finds on ${face}`).toEqual([]);
}

/** Presses a shortcut until it has opened something: before the page has come to life a key does nothing, and a person presses again. */
export async function pressShortcut(page: Page, keys: string, opened: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(keys);
    await expect(opened).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
}

/** Chooses in the user's menu, which a press opens only when the page has come to life. */
export async function chooseInUserMenu(page: Page, entry: string): Promise<void> {
  await expect(async () => {
    await page.getByRole("button", { name: "User menu" }).click();
    await page.getByRole("menuitem", { name: entry }).click({ timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
}

/**
 * Waits until the key list reacts: a click before the page has come to life is lost, where a person would click again. A list without keys
 * has no filters to go to, so that the help is asked for instead.
 */
export async function listComesToLife(page: Page): Promise<void> {
  const filter = page.getByRole("searchbox");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(async () => {
    const isEmpty = (await filter.count()) === 0;
    await page.keyboard.press(isEmpty ? "?" : "/");
    if (isEmpty) await expect(help).toBeVisible({ timeout: 3_000 });
    else await expect(filter).toBeFocused({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  if (!(await help.isVisible())) return;
  await page.keyboard.press("Escape");
  await expect(help).toHaveCount(0);
}
