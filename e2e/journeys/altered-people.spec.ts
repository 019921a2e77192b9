/** What somebody is told whose own rows, or whose key, somebody else has written in the database. */
import { sqlAsAttacker } from "../harness/database";
import { expect, expectAccessible, listComesToLife, signIn, test } from "./fixtures";

test("a person whose rows were altered is let into nothing, at a sign-in too, reads why, and goes on when they are put right", async ({
  page,
  signInAs,
  product,
}) => {
  const person = await signInAs("KMS Administrator");
  const alter = (description: string) =>
    sqlAsAttacker(product.dataDir, "update iam_user set description = $2 where id = $1", [person.userId, description]);
  await alter("written by somebody else");
  await page.reload();
  await expect(page.getByText("was changed by somebody else").first()).toBeVisible();
  await expect(page.getByText(/Request ID/i).first()).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: "test-results/altered-list.png" });

  await page.context().clearCookies();
  await signIn(page, person);
  await expect(page.getByText("was changed by somebody else").first()).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: "test-results/altered-sign-in.png" });

  await alter("");
  await signIn(page, person);
  await page.waitForURL(`**${person.keysPath}`);
  await listComesToLife(page);
});
