/** What somebody is told whose own rows, or whose key, somebody else has written in the database. */
import { sqlAsAttacker } from "../harness/database";
import { expect, expectAccessible, listComesToLife, signIn, test } from "./fixtures";

test("a person whose rows were altered is shown nothing, reads why at a sign-in, and goes on when they are put right", async ({
  page,
  signInAs,
  product,
}) => {
  const person = await signInAs("KMS Administrator");
  const alter = (description: string) =>
    sqlAsAttacker(product.dataDir, "update iam_user set description = $2 where id = $1", [person.userId, description]);
  await alter("written by somebody else");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Something went wrong" })).toBeVisible();
  await expect(page.getByText("Request ID")).toBeVisible();
  await expectAccessible(page);

  await page.context().clearCookies();
  await signIn(page, person);
  await expect(page.getByRole("alert").filter({ hasText: "was changed by somebody else" })).toBeVisible();
  await expectAccessible(page);

  await alter("");
  await signIn(page, person);
  await page.waitForURL(`**${person.keysPath}`);
  await listComesToLife(page);
});
