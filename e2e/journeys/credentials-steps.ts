/** What journeys through My Credentials and second factors have in common. */
import type { Locator, Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { sql } from "../harness/database";
import { chooseInUserMenu, expect, type Person, signIn } from "./fixtures";

const STEP_S = 30;
const ENTERING_MS = 10_000;

/** The pane of My Credentials with this title. */
export const pane = (page: Page, title: string) => page.getByRole("region", { name: title });

export async function openCredentials(page: Page, person: Person, title: string): Promise<void> {
  await page.goto(`/${person.projectName}/my-credentials`);
  await expect(pane(page, title)).not.toContainText("Loading");
}

/** Presses what opens a dialog until it is there: before the page has come to life a press is lost. */
export async function openDialog(page: Page, button: Locator, name: string) {
  const dialog = page.getByRole("dialog", { name, exact: true });
  await expect(async () => {
    await button.click();
    await expect(dialog).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  return dialog;
}

/** A text that a dialog shows once, without the blanks that part it. */
export async function shownOnce(dialog: Locator, name: string): Promise<string> {
  return ((await dialog.getByRole("status", { name, exact: true }).textContent()) ?? "").replace(/\s/g, "");
}

/** Looks for a secret wherever a page could leave one. */
export async function expectGone(page: Page, secret: string): Promise<void> {
  expect(page.url()).not.toContain(secret);
  const kept = await page.evaluate(() => [
    document.documentElement.outerHTML,
    JSON.stringify({ ...window.sessionStorage }),
    JSON.stringify({ ...window.localStorage }),
    document.cookie,
    JSON.stringify(window.history.state),
  ]);
  expect(kept.join("\n")).not.toContain(secret);
  expect(await (await page.request.get(page.url())).text()).not.toContain(secret);
}

/** What an authenticator shows, so many periods of 30 seconds from now: the service takes those beside its own too. */
export function codeOf(secret: string, periods = 0): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: STEP_S });
  return totp.generate({ timestamp: Date.now() + periods * STEP_S * 1000 });
}

/** The code before the one of now, which leaves that for later. It is good for as long as it takes to enter it. */
export async function previousCodeOf(secret: string): Promise<string> {
  const left = STEP_S * 1_000 - (Date.now() % (STEP_S * 1_000));
  // In the next period it would be one too old.
  if (left < ENTERING_MS) await new Promise((resolve) => setTimeout(resolve, left + 100));
  return codeOf(secret, -1);
}

export async function signOut(page: Page): Promise<void> {
  await chooseInUserMenu(page, "Sign out");
  await page.waitForURL("**/sign-in?reason=signed-out");
}

/** Shows account, user name and password, and waits for the second step. */
export async function signInToSecondStep(page: Page, person: Person): Promise<void> {
  await expect(async () => {
    await signIn(page, person);
    await expect(page.getByRole("heading", { name: "One-time code" })).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 40_000 });
}

export async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("One-time code").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The person's sessions look as if the last step-up were so long ago. */
export function ageStepUp(dataDir: string, { userId }: Person, minutes = 6) {
  return sql(dataDir, "update session set stepped_up_at = stepped_up_at - make_interval(mins => $2) where user_id = $1", [userId, minutes]);
}
