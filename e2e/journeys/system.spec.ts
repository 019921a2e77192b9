import { expect, test } from "./fixtures";

test("the System screen says which token there is, and that it is a software token, how it decrypts RSA, and what that means for security", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Viewer");
  await page.getByRole("navigation").getByRole("link", { name: "System" }).click();
  await page.waitForURL(`**/${person.projectName}/system`);
  await expect(page.getByRole("heading", { level: 1, name: "System" })).toBeVisible();
  const hsm = page.getByRole("region", { name: "Software token" });
  await expect(hsm).toContainText("SoftHSM");
  await expect(hsm).toContainText("This is a software token");
  await expect(page.getByText("Hardware security module", { exact: true })).toHaveCount(0);
  await expect(hsm).toContainText("Healthy");
  await expect(hsm).toContainText("RSA step in the HSM, decoding in this service, in constant time");
  await expect(page.getByRole("region", { name: "Database" })).toContainText("Healthy");
  await expect(page.getByRole("region", { name: "Quotas" })).toContainText("in this project");
  await expect(page.getByText("does only the RSA step of RSAES_OAEP_SHA_256")).toBeVisible();
});
