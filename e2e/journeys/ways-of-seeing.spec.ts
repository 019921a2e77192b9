/** What people see whose system chooses the colours, or who bear no motion; on the sheet of all parts, where every state stands beside the others. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures";

const SHOWN_MS = 150;

async function openSheet(page: Page): Promise<void> {
  await page.goto("/gallery");
  await page.locator("[data-part]").first().waitFor();
}

const stateOf = (page: Page, part: string, state: string) =>
  page.locator(`[data-part="${part}"] [data-state="${state}"] .spec-state > *`).first();

/** What is drawn, to be told from something else that is drawn. */
async function pictureOf(thing: Locator): Promise<string> {
  return (await thing.screenshot()).toString("base64");
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`in forced colours, ${colorScheme}, one still sees which switch is on, what is chosen, what has the focus and what state a key has`, async ({
    page,
  }) => {
    await page.emulateMedia({ forcedColors: "active", colorScheme });
    await openSheet(page);
    expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
    for (const [part, one, other] of [
      ["ui/switch", "off", "on"],
      ["patterns/form/choice", "open", "ticked"],
    ] as const) {
      const box = (state: string) => stateOf(page, part, state).locator("input, span").first();
      const drawn = part === "ui/switch" ? [stateOf(page, part, one), stateOf(page, part, other)] : [box(one), box(other)];
      const pictures = await Promise.all(drawn.map(pictureOf));
      expect(pictures[0], `${part}: ${one} and ${other}`).not.toBe(pictures[1]);
    }
    const segments = stateOf(page, "patterns/form/segmented-choice", "normal").locator("label");
    const chosen = () => segments.first().evaluate((label) => getComputedStyle(label).cssText + label.getBoundingClientRect().width);
    const whenChosen = await pictureOf(segments.first());
    await segments.nth(1).click();
    expect(await pictureOf(segments.first()), "an alternative that is chosen, and the same when it is not").not.toBe(whenChosen);
    expect(await chosen()).not.toBe("");

    const button = page.locator('[data-part="ui/button"] button').first();
    const before = await pictureOf(page.locator('[data-part="ui/button"] [data-state="kinds"]'));
    await button.focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await expect(button).toBeFocused();
    expect(await pictureOf(page.locator('[data-part="ui/button"] [data-state="kinds"]')), "a button with the focus").not.toBe(before);

    const marks = page.locator('[data-part="patterns/mark"] svg.glyph');
    const drawn = new Set<string>();
    for (const mark of await marks.all()) drawn.add(await pictureOf(mark));
    expect(drawn.size, "marks that can be told from each other").toBe(await marks.count());
    const row = page.locator('[data-part="patterns/data-table/data-table"] [data-state="for choosing"] tbody tr .check');
    expect(await pictureOf(row.first()), "a row that is chosen, and one that is not").not.toBe(await pictureOf(row.nth(2)));
  });
}

test("for who bears no motion nothing moves; for everybody else nothing moves for longer than 150 ms", async ({ page }) => {
  await openSheet(page);
  const longest = () =>
    page.evaluate(() => {
      const inMs = (times: string) => times.split(", ").map((time) => Number.parseFloat(time) * (time.endsWith("ms") ? 1 : 1000));
      const all = [...document.querySelectorAll("*")].map((element) => Math.max(...inMs(getComputedStyle(element).transitionDuration)));
      return { transition: Math.max(...all), animations: document.getAnimations().length };
    });
  expect((await longest()).transition).toBeLessThanOrEqual(1);
  expect((await longest()).animations).toBe(0);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  const { transition } = await longest();
  expect(transition).toBeGreaterThan(1);
  expect(transition).toBeLessThanOrEqual(SHOWN_MS);
});
