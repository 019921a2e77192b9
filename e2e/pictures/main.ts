/** Fills a product of its own with the keys of a bank that does not exist, and takes the pictures that README shows, in both themes. */
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import browserOptions from "../../playwright.config";
import { signIn } from "../harness/api-client";
import { type Product, startProduct } from "../harness/product";
import { fillBank } from "./bank";

const SIZE = { width: 1280, height: 800 };
const FOLDER = "public/screenshots";

type Ids = Record<string, string>;
type Shot = { readonly name: string; readonly path: (ids: Ids) => string; readonly prepare: (page: Page) => Promise<void> };

const SHOTS: readonly Shot[] = [
  {
    name: "list",
    path: () => "",
    prepare: async (page) => {
      await page.getByRole("row").nth(10).waitFor();
    },
  },
  {
    name: "search",
    path: () => "",
    prepare: async (page) => {
      await page.getByRole("row").nth(10).waitFor();
      await page.getByRole("button", { name: "Search by Tag" }).click();
      const box = page.getByRole("form", { name: "Search by Tag" });
      await box.getByLabel("Tag key").fill("team");
      await box.getByLabel("Tag value").focus();
      // What is suggested follows from the key, and comes a moment later.
      await page.waitForTimeout(1_000);
      await box.getByLabel("Tag value").press("ArrowDown");
      await page.getByRole("option", { name: "payments" }).waitFor();
    },
  },
  {
    name: "tool",
    path: (ids) => `/${ids["payments/card-vault"]}?tab=tool`,
    prepare: async (page) => {
      await page.getByLabel("Data to be encrypted").fill('{"iban":"DE02120300000000202051","limit":2500}');
      await page.getByRole("button", { name: "Execute" }).click();
      await page.waitForFunction(() => [...document.querySelectorAll("textarea")].some(({ value }) => value.length > 100));
    },
  },
  {
    name: "sign",
    path: (ids) => `/${ids["swift/message-signing"]}?tab=tool`,
    prepare: async (page) => {
      await page.getByLabel("Message", { exact: true }).first().fill("MT103 EUR 12500,00 to DE02120300000000202051");
      await page.getByRole("button", { name: "Execute" }).click();
      await page.waitForFunction(() => [...document.querySelectorAll("textarea")].some(({ value }) => /^[\w+/=]{80,}$/.test(value)));
    },
  },
  {
    name: "rotation",
    path: (ids) => `/${ids["payments/card-vault"]}?tab=rotation`,
    prepare: async (page) => {
      await page.getByRole("switch").waitFor();
      await page.getByText("Number of rotations").waitFor();
    },
  },
  {
    name: "delete",
    path: () => "",
    prepare: async (page) => {
      const row = page.getByRole("row").filter({ hasText: "legacy/fax-gateway" });
      await row.getByRole("button", { name: /^More/ }).click();
      await page.getByRole("menuitem", { name: "Delete", exact: true }).click();
      await page.getByRole("dialog").getByText("What is at stake").waitFor();
    },
  },
  {
    name: "import",
    path: () => "",
    prepare: async (page) => {
      const row = page.getByRole("row").filter({ hasText: "hr/payroll-import" });
      await row.getByRole("button", { name: "Import Key Material" }).click();
      const wizard = page.getByRole("dialog");
      await wizard.getByRole("button", { name: "Next" }).click();
      await wizard.getByRole("tab", { name: "In this browser" }).click();
      await wizard.getByRole("button", { name: "Generate" }).click();
      await wizard.getByText("Ready to go once the backup is downloaded").waitFor();
    },
  },
];

const product = await startProduct();
try {
  await take(product);
} finally {
  await product.stop();
}

async function take(from: Product): Promise<void> {
  const who = { account: from.account, name: "admin", password: from.adminPassword };
  const client = await signIn(from.apiUrl, who, { project: { name: from.region } });
  const ids = await fillBank(client, from.dataDir);
  const browser = await chromium.launch(browserOptions.use?.launchOptions);
  const context = await browser.newContext({ viewport: SIZE, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`${from.consoleUrl}/sign-in`);
  await page.getByLabel("Account").fill(from.account);
  await page.getByLabel("User name").fill("admin");
  await page.getByLabel("Password").fill(from.adminPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/overview");
  const list = page.url().replace(/overview$/, "keys");
  for (const { name, path, prepare } of SHOTS) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(list + path(ids), { waitUntil: "networkidle" });
      await prepare(page);
      // What has been pressed is not shown as pressed, and what was copied or made is no longer told.
      await page.mouse.move(0, 0);
      await page.evaluate(async () => {
        await document.fonts.ready;
      });
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
      console.log(`${name}-${colorScheme}.png`);
    }
  }
  await browser.close();
}
