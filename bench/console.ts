/**
 * The key list of 100,000 keys in a browser, against the budgets of the console: when its largest part is painted, what moves under the
 * reader's eyes, how long a press waits for its next frame, and the scripts it loads over a page of Next.js that holds nothing.
 * The browser shares the cores with the product; "slowed" is Chromium's own four times slower processor.
 */
import { gzipSync } from "node:zlib";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { sql } from "../e2e/harness/database";
import type { Product } from "../e2e/harness/product";
import browserOptions from "../playwright.config";
import { fillProject } from "./fill-project";
import { quantile } from "./load";
import { startNextEcho } from "./next-echo";
import { type PageFigures, SHORTEST_MS, watchPage } from "./page-figures";

const KEYS = 100_000;
const ROUNDS = 7;
const SLOWER = 4;
const SIZE = { width: 1280, height: 800 };

export type ConsoleRow = { readonly what: string; readonly figure: string; readonly budget: string };

const ms = (value: number) => `${value.toFixed(0)} ms`;
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;

/** What is pressed, one after the other, on a list that has come to life. */
const PRESSES: Record<string, (page: Page) => Promise<void>> = {
  "typing a filter": async (page) => {
    await page.getByRole("searchbox").click();
    await page.keyboard.type("billing-key-0001", { delay: 80 });
    await page.waitForURL(/billing-key-0001/);
    await page.getByRole("row").filter({ hasText: "billing-key-0001" }).first().waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await page.waitForURL((url) => !url.href.includes("billing"));
    await page.getByRole("row").filter({ hasText: "archive-key" }).first().waitFor();
  },
  "selecting a page": async (page) => {
    const all = page.getByRole("columnheader").getByRole("checkbox");
    const one = page.getByRole("row").nth(5);
    await all.click();
    await one.locator("input:checked").waitFor();
    await all.click();
    await one.locator("input:not(:checked)").waitFor();
  },
  "opening Create Key": async (page) => {
    await page.getByRole("button", { name: "Create Key" }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  },
  "opening a row's menu": async (page) => {
    await page.getByRole("row").nth(3).locator("[aria-haspopup=menu]").click();
    await page.getByRole("menu").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "hidden" });
  },
};

/** @returns the figures with their budgets, in the order in which they are printed */
export async function measureConsole(product: Product): Promise<ConsoleRow[]> {
  const { projectId } = await fillProject(product, KEYS);
  const [project] = await sql<{ name: string }>(product.dataDir, "select name from project where id = $1", [projectId]);
  const next = await startNextEcho();
  const browser = await chromium.launch(browserOptions.use?.launchOptions);
  try {
    const state = await signedInState(browser, product);
    const list = `${product.consoleUrl}/${project?.name}/keys`;
    const open = () => browser.newContext({ viewport: SIZE, storageState: state });
    const scripts = await scriptBytes(open, list);
    const floor = await scriptBytes(open, next.emptyPageUrl);
    const rows: ConsoleRow[] = [
      {
        what: "scripts of the list before the first press, gzip",
        figure: `${kilobytes(scripts - floor)} over the ${kilobytes(floor)} of an empty page`,
        budget: "≤ 60 KB",
      },
    ];
    for (const slower of [1, SLOWER]) rows.push(...(await measureList(open, list, slower)));
    return rows;
  } finally {
    await browser.close();
    next.stop();
  }
}

async function signedInState(browser: Browser, product: Product) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${product.consoleUrl}/sign-in`);
  await page.getByLabel("Account").fill(product.account);
  await page.getByLabel("User name").fill("admin");
  await page.getByLabel("Password").fill(product.adminPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/overview");
  const state = await context.storageState();
  await context.close();
  return state;
}

/** All scripts that a page loads by itself, each packed. */
async function scriptBytes(open: () => Promise<BrowserContext>, url: string): Promise<number> {
  const context = await open();
  const page = await context.newPage();
  const bodies: Promise<Buffer>[] = [];
  page.on("response", (response) => response.request().resourceType() === "script" && bodies.push(response.body()));
  await page.goto(url);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(1_500);
  const bytes = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
  await context.close();
  return bytes;
}

/** Each round begins with an empty cache; what counts is the median of the rounds, of a press the longest of its frames. */
async function measureList(open: () => Promise<BrowserContext>, url: string, slower: number): Promise<ConsoleRow[]> {
  const rounds: PageFigures[] = [];
  // The first round warms the product and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    const figures = await measureRound(open, url, slower);
    if (round > 0) rounds.push(figures);
  }
  const inOrder = (read: (figures: PageFigures) => number) => rounds.map(read).sort((a, b) => a - b);
  const told = (read: (figures: PageFigures) => number, tell: (value: number) => string) =>
    `${tell(quantile(inOrder(read), 0.5))}, worst ${tell(quantile(inOrder(read), 1))}`;
  const how = slower === 1 ? "" : `, ${slower} × slowed`;
  return [
    { what: `largest paint (LCP)${how}`, figure: told(({ lcp }) => lcp, ms), budget: slower === 1 ? "≤ 1,000 ms" : "≤ 2,500 ms" },
    {
      what: `shifts (CLS)${how}`,
      figure: told(
        ({ cls }) => cls,
        (value) => value.toFixed(4),
      ),
      budget: "≤ 0.02",
    },
    ...Object.keys(PRESSES).map((what) => ({
      what: `next frame (INP) after ${what}${how}`,
      figure: told(
        ({ presses }) => presses[what] ?? 0,
        (value) => (value === 0 ? `< ${SHORTEST_MS} ms` : ms(value)),
      ),
      budget: "≤ 100 ms",
    })),
  ];
}

async function measureRound(open: () => Promise<BrowserContext>, url: string, slower: number): Promise<PageFigures> {
  const context = await open();
  try {
    const page = await context.newPage();
    const watch = await watchPage(page);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slower });
    await page.goto(url);
    await page.getByRole("row").nth(5).waitFor();
    await page.waitForLoadState("networkidle");
    const lcp = await watch.largestPaint();
    const presses: Record<string, number> = {};
    for (const [what, press] of Object.entries(PRESSES)) {
      await watch.forgetPresses();
      await press(page);
      presses[what] = await watch.slowestPress();
    }
    return { lcp, cls: await watch.shifts(), presses };
  } finally {
    await context.close();
  }
}
