/**
 * The two ways in which a person works the console: with the mouse, and with the keyboard alone. A procedure is written once and done in
 * both. By keyboard nothing is reached but by Tab and arrows, from where the focus is.
 */
import { expect, type FileChooser, type Locator, type Page } from "@playwright/test";

export type Hands = {
  /** Presses a button or follows a link. */
  press(target: Locator): Promise<void>;
  /** Sets a checkbox, or takes one of several. */
  tick(target: Locator): Promise<void>;
  /** Puts a text in place of what a field holds. */
  enter(target: Locator, text: string): Promise<void>;
  /** Takes an option of a list by its words. */
  choose(target: Locator, option: string): Promise<void>;
  /** Opens a tab. */
  open(tab: Locator): Promise<void>;
  /** Opens a menu and takes an entry. */
  pick(button: Locator, entry: string): Promise<void>;
  /** Closes what lies over the page. */
  close(dialog: Locator): Promise<void>;
};

/** More stops than anything is away from what was done before it. */
const MOST_STOPS = 60;
const MOST_ENTRIES = 20;

const hasFocus = (target: Locator) => target.evaluate((node) => node === document.activeElement);

export function mouse(page: Page): Hands {
  return {
    press: (target) => target.click(),
    tick: (target) => target.click(),
    async enter(target, text) {
      await target.click();
      await target.fill(text);
    },
    async choose(target, option) {
      await target.selectOption({ label: option });
    },
    open: (tab) => tab.click(),
    async pick(button, entry) {
      await button.click();
      await page.getByRole("menuitem", { name: entry, exact: true }).click();
    },
    close: (dialog) => dialog.getByRole("button", { name: "Close" }).click(),
  };
}

export function keyboard(page: Page): Hands {
  const { keyboard: keys } = page;
  const walk = async (key: string, target: Locator, most: number) => {
    await expect(target).toBeVisible();
    for (let step = 0; step <= most; step++) {
      if (await hasFocus(target)) return;
      await keys.press(key);
    }
    throw new Error(`${target} is not within ${most} presses of ${key}.`);
  };
  const reach = (target: Locator) => walk("Tab", target, MOST_STOPS);
  return {
    async press(target) {
      await reach(target);
      await keys.press("Enter");
    },
    async tick(target) {
      if ((await target.getAttribute("type")) === "radio") {
        const name = await target.getAttribute("name");
        await reach(page.locator(`input[name="${name}"]:checked`));
        return walk("ArrowRight", target, MOST_ENTRIES);
      }
      await reach(target);
      await keys.press("Space");
    },
    async enter(target, text) {
      await reach(target);
      await keys.press("ControlOrMeta+a");
      await keys.insertText(text);
    },
    async choose(target, option) {
      await reach(target);
      await keys.type(option);
    },
    async open(tab) {
      const chosen = tab.locator("xpath=ancestor::*[@role='tablist']").locator('[role="tab"][aria-selected="true"]');
      await reach(chosen);
      await walk("ArrowRight", tab, MOST_ENTRIES);
      if ((await tab.getAttribute("aria-selected")) !== "true") await keys.press("Enter");
    },
    async pick(button, entry) {
      await reach(button);
      await keys.press("Enter");
      await expect(page.getByRole("menu")).toBeVisible();
      await walk("ArrowDown", page.getByRole("menuitem", { name: entry, exact: true }), MOST_ENTRIES);
      await keys.press("Enter");
    },
    close: () => keys.press("Escape"),
  };
}

/** Presses what opens the browser's own choice of a file, and gives it one. */
export async function giveFile(page: Page, press: () => Promise<void>, file: Parameters<FileChooser["setFiles"]>[0]): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), press()]);
  await chooser.setFiles(file);
}
