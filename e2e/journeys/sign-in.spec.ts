import { passwordRequest } from "../harness/api-client";
import { sql } from "../harness/database";
import { requestTokenFrom } from "../harness/token-from";
import { chooseInUserMenu, expect, makePerson, signIn, test } from "./fixtures";

test("a person signs in with account, user name and password, sees the overview of the project, and then its keys", async ({
  page,
  product,
}) => {
  const { keysPath, homePath, ...person } = await makePerson(product, ["KMS Administrator"]);
  await signIn(page, person);
  await page.waitForURL(`**${homePath}`);
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page.getByRole("button", { name: new RegExp(person.projectName) })).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Keys" }).click();
  await page.waitForURL(`**${keysPath}`);
  await expect(page.getByRole("heading", { name: /Key Management Service/ })).toBeVisible();
  await expect(page.getByText("0 of 100 keys")).toBeVisible();
});

test("the first field has the focus, what is missing is said at its field, and blanks around names are forgiven", async ({
  page,
  product,
}) => {
  const person = await makePerson(product, []);
  await page.goto("/sign-in");
  await expect(page.getByLabel("Account")).toBeFocused();
  await page.getByLabel("Account").fill(person.account);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByLabel("User name")).toBeFocused();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(["Enter the user name.", "Enter the password."]);
  await page.getByLabel("User name").fill("x");
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(["Enter the password."]);
  await signIn(page, { ...person, account: ` ${person.account}\u00a0`, userName: `\t${person.userName}\u200b ` });
  await page.waitForURL(`**${person.keysPath}`);
});

test("a wrong password and an unknown user get the same sentence, and the password is cleared", async ({ page, product }) => {
  const person = await makePerson(product, []);
  const sentence = page.getByText("The account, user name or password is wrong.");
  for (const wrong of [
    { ...person, password: "not-the-password" },
    { ...person, userName: "nobody" },
  ]) {
    await signIn(page, wrong);
    await expect(sentence).toBeVisible();
    await expect(page.getByLabel("Password")).toHaveValue("");
    expect(page.url()).not.toContain("password");
  }
});

test("who is not signed in is led to the sign-in page and back to the page that was asked for", async ({ page, product }) => {
  const person = await makePerson(product, []);
  await page.goto(`${person.keysPath}?status=disabled`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Account").fill(person.account);
  await page.getByLabel("User name").fill(person.userName);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`**${person.keysPath}?status=disabled`);
});

test("the sign-in page never leads to another site", async ({ page, product }) => {
  const person = await makePerson(product, []);
  await page.goto("/sign-in?next=//evil.example/keys");
  await page.getByLabel("Account").fill(person.account);
  await page.getByLabel("User name").fill(person.userName);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${product.consoleUrl}${person.homePath}`);
});

test("a browser in which a person has signed in is not made to wait by what strangers try, and others are", async ({
  page,
  context,
  browser,
  product,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  const known = (await context.cookies()).find(({ name }) => name.endsWith(".device"));
  expect(known).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  await chooseInUserMenu(page, "Sign out");
  await expect(page.getByText("You have signed out.")).toBeVisible();
  // Of this machine's own address both the person and the test have signed in: it must be a stranger's, too.
  await sql(product.dataDir, "delete from known_place where user_id = $1 and kind = 'network'", [person.userId]);
  for (let number = 1; number <= 12; number += 1) {
    const wrong = passwordRequest({ account: person.account, name: person.userName, password: "wrong" }, undefined);
    expect((await requestTokenFrom(`127.0.7.${number}`, product.apiUrl, wrong)).status).toBe(401);
  }
  await sql(product.dataDir, "update throttle set open_at = now() + interval '1 minute' where rule = 'stranger' and user_id = $1", [
    person.userId,
  ]);
  const unknown = await browser.newPage({ baseURL: product.consoleUrl });
  await signIn(unknown, person);
  await expect(unknown.getByText("The account, user name or password is wrong.")).toBeVisible();
  await unknown.close();
  await signIn(page, person);
  await page.waitForURL(`**${person.keysPath}`);
});

test("signing out revokes the session: its cookie opens nothing any more", async ({ page, context, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const cookies = await context.cookies();
  await chooseInUserMenu(page, "Sign out");
  await expect(page.getByText("You have signed out.")).toBeVisible();
  await context.addCookies(cookies);
  await page.goto(person.keysPath);
  await expect(page.getByText("Your session has ended. Sign in again to go on.")).toBeVisible();
});

test("at another address than its own the console says which is the right one, and sends nothing", async ({ page, product, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const elsewhere = product.consoleUrl.replace("127.0.0.1", "localhost");
  const posts: string[] = [];
  page.on("request", (sent) => {
    if (sent.method() !== "GET") posts.push(sent.url());
  });
  await page.goto(`${elsewhere}/sign-in`);
  await expect(page.getByText("This console works only at")).toContainText(`${product.consoleUrl}: open it there`);
  await page.getByLabel("Account").fill(person.account);
  await page.getByLabel("User name").fill(person.userName);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  expect(posts).toEqual([]);
  await page.getByRole("link", { name: product.consoleUrl }).click();
  await page.waitForURL(`${product.consoleUrl}${person.homePath}`);
});

test("next-auth's own way to sign out revokes the session too", async ({ page, context, product, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const cookies = await context.cookies();
  const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json();
  const reply = await page.request.post("/api/auth/signout", {
    form: { csrfToken, json: "true" },
    headers: { origin: product.consoleUrl },
  });
  expect(reply.status()).toBe(200);
  await context.addCookies(cookies);
  const read = await page.request.get(`/api/query/listKeys?project=${person.projectId}&input={}`);
  expect(read.status()).toBe(401);
  await page.goto(person.keysPath);
  await expect(page.getByText("Your session has ended. Sign in again to go on.")).toBeVisible();
});

for (const query of ["error=x", "error=CredentialsSignin", "error=TooMany", "next=%2F%3Ferror%3Dx"]) {
  test(`with ${query} in the address a good sign-in leads on, and nothing says that it failed`, async ({ page, product }) => {
    const person = await makePerson(product, ["KMS Viewer"]);
    await page.goto(`/sign-in?${query}`);
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
    await page.getByLabel("Account").fill(person.account);
    await page.getByLabel("User name").fill(person.userName);
    await page.getByLabel("Password").fill("wrong-password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("main").getByRole("alert")).toContainText("wrong");
    await page.getByLabel("Password").fill(person.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(new RegExp(`${person.homePath}`));
    // Who is signed in is led on from there at once.
    await page.goto("/sign-in?error=x");
    await page.waitForURL(`**${person.homePath}`);
  });
}

test("a damaged session cookie is the same as none, and says that the session has ended", async ({ page, context, product, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const name = `kms.${new URL(product.consoleUrl).port}.session`;
  await context.addCookies([{ name, value: "damaged", url: product.consoleUrl }]);
  await page.goto(person.keysPath);
  await expect(page.getByText("Your session has ended. Sign in again to go on.")).toBeVisible();
});

test("a viewer sees the keys, and every change is off with the reason", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Viewer");
  await expect(page.getByRole("button", { name: "Create Key" }).first()).toBeDisabled();
  const refusal = "You do not have permission to do this in this project.";
  await expect(page.getByRole("button", { name: "Create Key" }).first()).toHaveAttribute("aria-description", refusal);
  await page.goto(`${person.keysPath}/00000000-0000-4000-8000-000000000000`);
  await expect(page.getByRole("heading", { name: "Key not found" })).toBeVisible();
});

test("another account's project does not exist for me", async ({ page, product, signInAs }) => {
  const other = await makePerson(product, []);
  await signInAs("KMS Administrator");
  await page.goto(other.keysPath);
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  await expect(page.getByText(other.projectName)).toHaveCount(0);
});

test("My Credentials shows the IDs that programs need", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  await chooseInUserMenu(page, "My Credentials");
  await expect(page.getByRole("heading", { name: "My Credentials" })).toBeVisible();
  for (const value of [person.userName, person.userId, person.account, person.accountId, person.projectId]) {
    await expect(page.getByRole("main").getByText(value, { exact: true }).first()).toBeVisible();
  }
});
