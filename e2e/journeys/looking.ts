/** Looks at one face of a screen as different people see it: both themes, a laptop and a phone, and a page enlarged four times. */
import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./fixtures";

const LAPTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** A window of 1,280 at 400 %. */
const ENLARGED = { width: 320, height: 640 };
const THEMES = ["light", "dark"] as const;

/**
 * axe finds nothing in either theme at 1280 and at 390; there, and at 400 %, nothing is cut off or lies beyond the page, and no text is
 * what a program writes by mistake. The page is as it was afterwards.
 * @param name of the face, for whoever reads the failure
 */
export async function look(page: Page, name: string, widths: readonly (typeof LAPTOP)[] = [LAPTOP, PHONE]): Promise<void> {
  const before = page.viewportSize() ?? LAPTOP;
  for (const size of widths) {
    await page.setViewportSize(size);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page, `${name}, ${colorScheme}, ${size.width} px`);
    }
    expect.soft(await faultsOfLayout(page), `${name}, ${size.width} px`).toEqual([]);
  }
  await page.setViewportSize(ENLARGED);
  // What is open over the page finds its new place a moment after the window's.
  await expect.soft.poll(() => faultsOfLayout(page), { message: `${name}, at 400 %` }).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(before);
}

/** The same where only a phone has it. */
export const lookOnPhone = (page: Page, name: string) => look(page, name, [PHONE]);

/**
 * What is wrong with where things are: a page that scrolls sideways, what can be pressed beyond its edge or cut off by its cell, what
 * stands in two columns of a row over each other, and words that no person wrote.
 */
export function faultsOfLayout(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()} “${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 60)}”`;
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`The page is ${scrollWidth - clientWidth} px wider than the window.`);
    // biome-ignore lint/performance/useDomNodeTextContent: only what is seen counts, and no script
    const written = /\bundefined\b|\bNaN\b|\[object |\bInvalid Date\b/.exec(document.body.innerText);
    if (written) faults.push(`It says “${written[0]}”.`);

    const isShown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1;
    const scrolls = (element: Element) =>
      /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth;
    const isInScroller = (element: Element) => {
      for (let up = element.parentElement; up && up !== document.documentElement; up = up.parentElement) if (scrolls(up)) return true;
      return false;
    };
    for (const element of document.querySelectorAll("button, a[href], input:not([type=file]), select, textarea, [role=menuitem]")) {
      if (!isShown(element) || element.closest(".skip") || isInScroller(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.left < -1 || box.right > clientWidth + 1) faults.push(`${nameOf(element)} lies beyond the page.`);
      const cell = element.closest("td, th");
      const room = cell?.getBoundingClientRect();
      if (!cell || !room || getComputedStyle(cell).overflowX === "visible") continue;
      const cut = Math.max(room.left - box.left, box.right - room.right);
      if (cut > 1) faults.push(`${nameOf(element)} is cut off by its cell, by ${Math.round(cut)} px.`);
    }
    for (const row of document.querySelectorAll("tr")) {
      const things = [...row.querySelectorAll("a, input, button, .state, time, code, td > span")].filter(isShown);
      for (const [place, one] of things.entries()) {
        const box = one.getBoundingClientRect();
        const over = things.slice(place + 1).find((other) => {
          if (one.closest("td, th") === other.closest("td, th")) return false;
          const its = other.getBoundingClientRect();
          const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
          const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
          return across > 1 && down > 1;
        });
        if (over) faults.push(`${nameOf(one)} and ${nameOf(over)} lie over each other.`);
      }
    }
    return faults;
  });
}

/** Spacing of text as WCAG 1.4.12 has it, as a reader's own style sheet. */
export async function spaceText(page: Page): Promise<void> {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
}

/** Words of buttons, labels, headings and sentences that are cut off without being meant to be, which would show a tooltip. */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("button, label, h1, h2, p, dt, .state, legend")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".sr, .cut, .mid, [data-whole]"))
      .filter((element) => !element.querySelector(".sr, .cut, .mid, [data-whole], input, select, textarea"))
      .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => {
        const isInline = clientWidth === 0;
        return !isInline && (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 2);
      })
      .filter((element) => /hidden|clip/.test(getComputedStyle(element).overflow) || element.matches("button"))
      .map((element) => `${element.tagName.toLowerCase()} “${element.textContent?.trim().slice(0, 60)}”`),
  );
}
