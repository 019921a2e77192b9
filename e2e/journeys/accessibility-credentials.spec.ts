/** My Credentials, its dialogs, the step-up and the second step of signing in, as different people see them. */
import { sql } from "../harness/database";
import { ageStepUp, openCredentials, openDialog, pane, previousCodeOf, shownOnce, signInToSecondStep, signOut } from "./credentials-steps";
import { expect, makePerson, signIn, test } from "./fixtures";
import { look } from "./looking";

test("My Credentials with its dialogs, the step-up, and signing in with a second factor", async ({ page, product, signInAs }) => {
  test.setTimeout(300_000);
  const person = await signInAs("KMS Administrator");
  await openCredentials(page, person, "Sessions");
  const keys = pane(page, "Access Keys");
  const create = await openDialog(page, keys.getByRole("button", { name: "Create Access Key" }), "Create Access Key");
  await look(page, "Create Access Key");
  await create
    .getByLabel("Description")
    .fill("a description that is as long as those of programs and of where they run tend to be ".repeat(2));
  await create.getByRole("button", { name: "OK" }).click();
  const made = page.getByRole("dialog", { name: "Access key created" });
  await expect(made).toBeVisible();
  await page.keyboard.press("Escape");
  await look(page, "an access key's secret, about to be lost");
  await made.getByRole("button", { name: "Done" }).click();

  const password = pane(page, "Password");
  await password.getByLabel("New password", { exact: true }).fill("short");
  await password.getByRole("button", { name: "Change Password" }).click();
  const codes = pane(page, "One-time codes");
  const setUp = await openDialog(page, codes.getByRole("button", { name: "Set Up" }), "Set Up One-time Codes");
  const secret = await shownOnce(setUp, "Secret");
  await look(page, "Set Up One-time Codes");
  await setUp.getByLabel("One-time code").fill(await previousCodeOf(secret));
  await setUp.getByRole("button", { name: "OK" }).click();
  const recovery = page.getByRole("dialog", { name: "Recovery codes" });
  await expect(recovery).toBeVisible();
  await look(page, "recovery codes");
  await recovery.getByRole("button", { name: "Done" }).click();
  await look(page, "My Credentials with all that there is, and a password that is wrong");

  await ageStepUp(product.dataDir, person);
  await openDialog(page, codes.getByRole("button", { name: "New Recovery Codes" }), "New Recovery Codes");
  await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
  const stepUp = page.getByRole("dialog", { name: "Confirm that it is you" });
  await stepUp.getByRole("button", { name: "Use a one-time code" }).waitFor();
  await look(page, "the step-up over another dialog");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await signOut(page);
  await signInToSecondStep(page, person);
  await page.getByLabel("One-time code").fill("12");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(/code is wrong/).waitFor();
  await look(page, "the second step of signing in, with a wrong code");

  const other = await makePerson(product, []);
  await sql(product.dataDir, "update iam_user set second_factor_required = true where id = $1", [other.userId]);
  await signIn(page, other);
  await page.waitForURL("**/second-factor?next=*");
  await page.getByRole("button", { name: "Set Up" }).waitFor();
  await look(page, "the second factor that is required");
});
