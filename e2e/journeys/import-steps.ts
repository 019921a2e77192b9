/** What journeys of the import have in common (guide chapter 2.3). */
import { readFileSync } from "node:fs";
import type { Download, Locator, Page } from "@playwright/test";
import { expect, keyRow } from "./fixtures";

export const wizard = (page: Page) => page.getByRole("dialog", { name: /^Import Key/ });
export const next = (page: Page) => wizard(page).getByRole("button", { name: "Next" });
export const said = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });
/** Why the act at the foot is off. */
export const why = (page: Page, text: string) => wizard(page).locator(".dialog-foot").getByText(text);

/** At the head of the page; an empty list has one more below. */
export const importKey = (page: Page) => page.getByRole("button", { name: "Import Key", exact: true }).first();

export async function createEmpty(page: Page, alias: string, spec = "AES_256"): Promise<void> {
  await importKey(page).click();
  await wizard(page).getByLabel("Alias").fill(alias);
  await wizard(page).getByLabel("Key Algorithm").selectOption(spec);
  await wizard(page).getByLabel("I understand the security and durability of using an imported key").check();
  await next(page).click();
  await expect(wizard(page).getByRole("button", { name: "Download" })).toBeVisible();
}

/** One of a row's operations, which is a button of the row or in its menu. */
export async function operate(page: Page, alias: string, operation: string): Promise<void> {
  const button = keyRow(page, alias).getByRole("button", { name: operation, exact: true });
  const more = keyRow(page, alias).getByRole("button", { name: /^More/ });
  await expect(button.or(more).first()).toBeVisible();
  if (await button.isVisible()) return button.click();
  await more.click();
  await page.getByRole("menuitem", { name: operation }).click();
}

/** Chooses the way "In this browser" on the third step. */
export async function inThisBrowser(page: Page): Promise<void> {
  await wizard(page).getByRole("tab", { name: "In this browser" }).click();
}

export async function downloadBackup(page: Page): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    wizard(page).getByRole("button", { name: "Download backup" }).click(),
  ]);
  return download;
}

export async function contentOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}

export async function deleteMaterial(page: Page, alias: string): Promise<void> {
  await operate(page, alias, "Delete Key Material");
  await page.getByRole("dialog", { name: "Delete Key Material" }).getByRole("button", { name: "Yes" }).click();
  await expect(keyRow(page, alias)).toContainText("Pending import");
}

/** Holds back what the page asks of the console's server, until it is let go. */
export async function holdActions(page: Page): Promise<{ held: () => number; letGo: () => void }> {
  const waiting: (() => void)[] = [];
  let isHeld = true;
  await page.route("**/keys**", async (route) => {
    if (isHeld && route.request().method() === "POST") await new Promise<void>((resolve) => waiting.push(resolve));
    await route.continue();
  });
  return {
    held: () => waiting.length,
    letGo: () => {
      isHeld = false;
      for (const go of waiting) go();
    },
  };
}

/** Nothing of the dialog has to be pushed sideways to be seen. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = await wizard(page).evaluate((dialog) =>
    [dialog, ...dialog.querySelectorAll("*")]
      .filter((part) => part.scrollWidth > part.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(part).overflowX))
      .map((part) => part.className),
  );
  expect(wide).toEqual([]);
}

/** Goes on by Tab until something has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(async () => {
    if (!(await target.evaluate((element) => element === document.activeElement))) await page.keyboard.press("Tab");
    expect(await target.evaluate((element) => element === document.activeElement)).toBe(true);
  }).toPass({ intervals: [0] });
}
