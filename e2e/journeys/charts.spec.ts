import type { Locator, Page } from "@playwright/test";
import { NOW } from "#components/gallery/state";
import { expect, test } from "./fixtures";

/** The sheet of parts, whose time is 2 March 2026, 09:00 UTC; histogram of 24 hours by the quarter. */
test.use({ viewport: { width: 1280, height: 800 }, timezoneId: "UTC" });

const part = (page: Page, name: string, state: string) => page.locator(`[data-part="${name}"] [data-state="${state}"]`);
const edge = (chart: Locator, which: "Beginning" | "End") => chart.getByRole("slider", { name: `${which} of the chosen time` });

async function openHistogram(page: Page): Promise<Locator> {
  await page.clock.setFixedTime(NOW);
  await page.goto("/gallery");
  const chart = part(page, "ui/chart/histogram", "all of it");
  await chart.scrollIntoViewIfNeeded();
  return chart;
}

test("a stretch of time is drawn with the pointer, its edges are moved, and Escape chooses all again", async ({ page }) => {
  const chart = await openHistogram(page);
  const drawing = chart.locator(".histogram");
  const box = await drawing.boundingBox();
  if (!box) throw new Error("the histogram is not drawn");
  const at = (share: number) => ({ x: box.x + box.width * share, y: box.y + 8 });
  const drag = async (from: number, to: number, y = 8) => {
    await page.mouse.move(at(from).x, box.y + y);
    await page.mouse.down();
    await page.mouse.move(at((from + to) / 2).x, box.y + y);
    await page.mouse.move(at(to).x, box.y + y);
    await page.mouse.up();
  };
  await expect(chart.locator(".out")).toHaveCount(0);
  await drag(0.3, 0.501);
  // 24 h before 09:00 begin at 09:00; 30 % and 50.1 % of them at the bounds of their quarters.
  await expect(edge(chart, "Beginning")).toHaveAttribute("aria-valuetext", "1 Mar, 16:00 UTC");
  await expect(edge(chart, "End")).toHaveAttribute("aria-valuetext", "1 Mar, 21:15 UTC");
  await expect(chart.locator(".out").first()).toBeVisible();
  await drag(0.511, 0.75, 28);
  await expect(edge(chart, "End")).toHaveAttribute("aria-valuetext", "2 Mar, 03:00 UTC");
  await expect(edge(chart, "Beginning")).toHaveAttribute("aria-valuetext", "1 Mar, 16:00 UTC");
  // A press on one bar chooses it.
  await page.mouse.click(at(0.503).x, at(0.5).y);
  await expect(edge(chart, "Beginning")).toHaveAttribute("aria-valuetext", "1 Mar, 21:00 UTC");
  await expect(edge(chart, "End")).toHaveAttribute("aria-valuetext", "1 Mar, 21:15 UTC");
  await edge(chart, "End").focus();
  await page.keyboard.press("Escape");
  await expect(chart.locator(".out")).toHaveCount(0);
});

test("both edges are sliders of the keyboard", async ({ page }) => {
  const chart = await openHistogram(page);
  await edge(chart, "Beginning").focus();
  await page.keyboard.press("PageUp");
  await page.keyboard.press("ArrowRight");
  await expect(edge(chart, "Beginning")).toHaveAttribute("aria-valuetext", "1 Mar, 11:45 UTC");
  await expect(edge(chart, "Beginning")).toHaveAttribute("aria-valuenow", "11");
  await page.keyboard.press("Tab");
  await expect(edge(chart, "End")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(edge(chart, "End")).toHaveAttribute("aria-valuetext", "1 Mar, 12:00 UTC");
  await expect(chart.locator(".chart .ok:not(.out)")).toHaveCount(1);
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Home");
  await expect(chart.locator(".out")).toHaveCount(0);
});

test.describe("elsewhere", () => {
  test.use({ timezoneId: "Asia/Kolkata" });

  test("times are of the zone of who looks", async ({ page }) => {
    const chart = await openHistogram(page);
    await expect(chart.locator(".chart-x text").first()).toHaveText("18:00");
    await expect(edge(chart, "End")).toHaveAttribute("aria-valuetext", /2 Mar, 14:30 (?:GMT\+5:30|IST)/);
    await expect(chart.getByRole("row", { name: /^1 Mar, 14:30 to 14:45/ })).toHaveCount(1);
  });
});

test("what comes up has a link each, and names that are near each other are counted", async ({ page }) => {
  await openHistogram(page);
  const lanes = part(page, "ui/chart/time-line", "lanes");
  await expect(lanes.getByRole("link", { name: "legacy/fax-gateway 4 Mar" })).toBeVisible();
  await expect(lanes.getByRole("link", { name: /^\d+ keys 2–\d Mar$/ })).toBeVisible();
  const boxes = await Promise.all((await lanes.locator(".ev-text").all()).map((one) => one.boundingBox()));
  const texts = boxes.flatMap((box) => (box ? [box] : []));
  expect(texts.length).toBeGreaterThan(8);
  const overlapping = texts.filter((one, at) =>
    texts.some(
      (other, place) => place > at && Math.abs(other.y - one.y) < 8 && other.x < one.x + one.width && one.x < other.x + other.width,
    ),
  );
  expect(overlapping).toEqual([]);
  const list = part(page, "ui/chart/time-line", "a list where it is narrow");
  await expect(list.getByRole("listitem")).toHaveCount(20);
});
