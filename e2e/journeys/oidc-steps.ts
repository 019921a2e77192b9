/** What journeys with the identity provider have in common. */
import { randomBytes } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { sql } from "../harness/database";
import { type PersonAtProvider, steer } from "../harness/identity-provider";
import { makeTenant, type Tenant } from "../harness/tenant";
import type { JourneyProduct } from "./fixtures";

export type Colleague = Tenant & { readonly keysPath: string; readonly homePath: string; readonly groupName: string };

/** Somebody with a user in the account that the identity provider is for, in a group of their own with these roles. */
export async function makeColleague(product: JourneyProduct, roles: readonly string[]): Promise<Colleague> {
  const [place] = await sql<{ accountId: string; projectId: string; projectName: string }>(
    product.dataDir,
    `select a.id as "accountId", p.id as "projectId", p.name as "projectName" from account a join project p on p.account_id = a.id
      where a.name = $1 and p.name = $2`,
    [product.account, product.region],
  );
  if (!place) throw new Error("The first account has no project.");
  const tenant = await makeTenant(product, roles, { ...place, account: product.account });
  const [group] = await sql<{ name: string }>(
    product.dataDir,
    "select g.name from iam_group g join group_member m on m.group_id = g.id where m.user_id = $1",
    [tenant.userId],
  );
  return { ...tenant, keysPath: `/${tenant.projectName}/keys`, homePath: `/${tenant.projectName}/overview`, groupName: group?.name ?? "" };
}

/** @returns the name to sign in with there */
export async function makeAtProvider(product: JourneyProduct, is: PersonAtProvider): Promise<string> {
  const person = `sub-${randomBytes(4).toString("hex")}`;
  await steer(product.issuer, { person, is });
  return person;
}

/** Presses the button of the sign-in page until the provider asks who it is. */
export async function goToProvider(page: Page, path = "/sign-in"): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "OpenID Connect" }).click();
  await expect(page.getByRole("heading", { name: "Sign in at the provider" })).toBeVisible();
}

/** @param person who it is; with "" the provider refuses */
export async function answerProvider(page: Page, person: string): Promise<void> {
  await page.getByLabel("Who are you?").fill(person);
  await page.getByRole("button", { name: "Continue" }).click();
}

/** The one sentence of the sign-in page that says why nobody is signed in. */
export async function expectRefusal(page: Page, sentence: RegExp): Promise<void> {
  await page.waitForURL("**/sign-in?*");
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(1);
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(sentence);
}

/** Keeps the addresses by which the provider leads back. */
export function watchComingBack(page: Page): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/auth/callback/oidc") seen.push(request.url());
  });
  return seen;
}
