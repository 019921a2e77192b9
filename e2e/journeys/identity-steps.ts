/** Steps of the journeys about people. */
import { randomUUID } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";
import { sql } from "../harness/database";
import type { SharedProduct } from "../harness/shared-product";
import type { Tenant } from "../harness/tenant";
import { type JourneyProduct, makePerson, type Person, signIn } from "./fixtures";

/** Lets somebody look after the people of their account, as an administrator would have. */
export async function makeAdministrator(product: SharedProduct, { userId }: Pick<Tenant, "userId">): Promise<void> {
  await sql(
    product.dataDir,
    `insert into role_assignment (id, group_id, role, project_id)
      select $1, group_id, 'Security Administrator', null from group_member where user_id = $2`,
    [randomUUID().replaceAll("-", ""), userId],
  );
}

/** A person with all rights on keys and on people, signed in. */
export async function signInAsAdministrator(page: Page, product: JourneyProduct): Promise<Person> {
  const person = await makePerson(product, ["KMS Administrator"]);
  await makeAdministrator(product, person);
  await signIn(page, person);
  await page.waitForURL(`**${person.keysPath}`);
  return person;
}

/** Goes to a room of the account by the navigation, and waits until it reacts. */
export async function openIdentity(page: Page, room: "Users" | "Groups" | "Policies" | "Projects"): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name: room, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: room, exact: true })).toBeVisible();
}

/** Answers the question who it is, where that is asked before the dialog can do its work. */
export async function stepUpIfAsked(page: Page, dialog: Locator, password?: string): Promise<void> {
  const field = page.getByRole("dialog").getByLabel("Password", { exact: true });
  if (password === undefined) return;
  await expect(async () => {
    if ((await field.count()) > 0 && (await dialog.count()) >= 0) {
      await field.fill(password);
      await field.press("Enter");
    }
    await expect(dialog).toHaveCount(0, { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
}

/** People and groups of an account with the longest of names. @returns a user who is in one group, and that group */
export async function makePeople(
  product: SharedProduct,
  { accountId }: Pick<Tenant, "accountId">,
  description: string,
): Promise<{ userId: string; groupId: string }> {
  const id = () => randomUUID().replaceAll("-", "");
  const [userId, groupId] = [id(), id()];
  for (const [user, name] of [
    [userId, "n".repeat(64)],
    [id(), "alice"],
    [id(), "bob"],
  ] as const) {
    await sql(
      product.dataDir,
      "insert into iam_user (id, account_id, name, description, password_hash, created_at) values ($1, $2, $3, $4, '', now())",
      [user, accountId, name, description],
    );
  }
  await sql(product.dataDir, "insert into iam_group (id, account_id, name, description, created_at) values ($1, $2, $3, $4, now())", [
    groupId,
    accountId,
    "g".repeat(64),
    description,
  ]);
  await sql(product.dataDir, "insert into group_member (group_id, user_id) values ($1, $2)", [groupId, userId]);
  return { userId, groupId };
}
