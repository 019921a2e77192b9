import type { CDPSession, Page } from "@playwright/test";
import { NOW } from "#components/gallery/state";
import { expect, expectAccessible, test } from "./fixtures";
import { expectPicture } from "./pictures";

/** Parts that answer to the pointer and to the focus, and are looked at so as well. */
const FORCED = ["ui/button", "patterns/form/field", "patterns/chip", "patterns/data-table/data-row"];
const PSEUDO = { hover: ["hover"], focus: ["focus", "focus-visible"] };

// Charts write times of the zone of who looks.
test.use({ viewport: { width: 1280, height: 800 }, timezoneId: "UTC" });

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test("every part in every state is drawn as in its picture, and axe finds nothing", async ({ page, context }, info) => {
      test.setTimeout(180_000);
      const blank = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", ({ message }) => complaints.push(message));
      await page.clock.setFixedTime(NOW);
      await open(page, "/gallery");
      await page.locator("[data-part]").first().waitFor();
      await expectAccessible(page);
      const parts = page.locator("[data-part]");
      expect(await parts.count()).toBeGreaterThan(30);
      for (const part of await parts.all()) {
        const name = (await part.getAttribute("data-part")) ?? "";
        await expectPicture(blank, await part.screenshot(), `${colorScheme}/${fileName(name)}`, info);
      }
      const devtools = await context.newCDPSession(page);
      for (const [pseudo, classes] of Object.entries(PSEUDO)) {
        await force(devtools, classes);
        for (const name of FORCED)
          await expectPicture(
            blank,
            await page.locator(`[data-part="${name}"]`).screenshot(),
            `${colorScheme}/${fileName(name)}-${pseudo}`,
            info,
          );
        await force(devtools, []);
      }
      const overlays = await parts
        .getByRole("link", { name: "Open", exact: true })
        .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
      expect(overlays.length).toBeGreaterThan(8);
      await page.setViewportSize({ width: 960, height: 600 });
      for (const overlay of overlays) {
        await open(page, overlay);
        await page.locator("[role=dialog], [role=menu], [role=listbox], .toast, .tooltip").first().waitFor();
        await expectAccessible(page);
        const { part, state } = Object.fromEntries(new URL(overlay, page.url()).searchParams);
        await expectPicture(blank, await page.screenshot(), `${colorScheme}/${fileName(`${part}-${state}`)}`, info);
      }
      expect(complaints, "what the browser complains of, such as a style that the page's policy refuses").toEqual([]);
    });
  });
}

test("a part without an entry, and a state that is none, lead to the sheet of all parts", async ({ page }) => {
  await page.goto("/gallery?part=ui/button&state=nothing-like-it");
  await expect(page.getByRole("heading", { name: "Parts" })).toBeVisible();
});

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path, { waitUntil: "load" });
  // A font that came too late for the first paint is not used (`font-display: optional`) before the next page.
  if (await page.evaluate(() => [...document.fonts].some(({ status }) => status === "loading"))) await page.reload();
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
}

/** Has all that can be pressed or filled in look as it does under the pointer, or with the focus. */
async function force(devtools: CDPSession, forcedPseudoClasses: string[]): Promise<void> {
  await devtools.send("DOM.enable");
  await devtools.send("CSS.enable");
  const { root } = await devtools.send("DOM.getDocument", { depth: 0 });
  for (const name of FORCED) {
    const { nodeIds } = await devtools.send("DOM.querySelectorAll", {
      nodeId: root.nodeId,
      selector: `[data-part="${name}"] :is(button, a, input, textarea, tr)`,
    });
    for (const nodeId of nodeIds) await devtools.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses });
  }
}

function fileName(name: string): string {
  return name.replaceAll(/[^a-z]+/g, "-");
}
