/** Signing in, showing anew who one is, and signing out with a real OpenID Connect provider. One after the other: they share the provider. */
import { sql } from "../harness/database";
import { steer } from "../harness/identity-provider";
import { pane } from "./credentials-steps";
import { chooseInUserMenu, expect, signIn, test } from "./fixtures";
import { openIdentity } from "./identity-steps";
import { answerProvider, expectRefusal, goToProvider, makeAtProvider, makeColleague, watchComingBack } from "./oidc-steps";

test.describe.configure({ mode: "default" });

const NOT_BEGUN = /^This sign-in was not begun in this browser, was used already, or took too long\./;

test("a person with a user signs in at the provider and comes to where they wanted to go; what was used is good for nothing", async ({
  page,
  context,
  browser,
  product,
}) => {
  const colleague = await makeColleague(product, ["KMS Administrator"]);
  const person = await makeAtProvider(product, { claims: { preferred_username: colleague.userName } });
  // Who was signed in here before is signed out by it.
  await signIn(page, colleague);
  await page.waitForURL(`**${colleague.keysPath}`);
  const before = await context.cookies(product.consoleUrl);

  const comingBack = watchComingBack(page);
  await goToProvider(page, `/sign-in?reason=ended&next=${encodeURIComponent(`${colleague.keysPath}?status=disabled`)}`);
  const flow = (await context.cookies(product.consoleUrl)).filter(({ name }) => name.includes(".oidc-"));
  expect(flow.map(({ httpOnly, sameSite }) => [httpOnly, sameSite])).toEqual(Array(4).fill([true, "Lax"]));
  await answerProvider(page, person);
  await page.waitForURL(`${product.consoleUrl}${colleague.keysPath}?status=disabled`);
  await expect(page.getByRole("button", { name: "User menu" })).toContainText(colleague.userName);
  const after = await context.cookies(product.consoleUrl);
  expect(after.filter(({ name }) => name.includes(".oidc-"))).toEqual([]);

  // The same address once more, here and in another browser: no work, no session.
  const [address = ""] = comingBack;
  expect(address).toContain("code=");
  await page.goto(address);
  await expectRefusal(page, NOT_BEGUN);
  const stranger = await browser.newPage();
  await stranger.goto(address);
  await expectRefusal(stranger, NOT_BEGUN);
  await stranger.goto(product.consoleUrl + colleague.keysPath);
  await expect(stranger.getByRole("button", { name: "OpenID Connect" })).toBeVisible();
  // Nor with the cookies of the flow: its code is used.
  await stranger.context().addCookies(flow);
  await stranger.goto(address);
  await expectRefusal(stranger, NOT_BEGUN);
  await stranger.context().addCookies(before);
  await stranger.goto(product.consoleUrl + colleague.keysPath);
  await expect(stranger.getByText("Your session has ended.")).toBeVisible();
  await stranger.close();
});

test("a person with a group alone works as its members do, has nothing of a user's, confirms at the provider and signs out there too", async ({
  page,
  product,
}) => {
  test.setTimeout(120_000);
  const faults: string[] = [];
  const isOurs = (url: string) => url.startsWith(product.consoleUrl);
  page.on(
    "console",
    (message) => message.type() === "error" && isOurs(message.location().url) && faults.push(`${message.text()} ${message.location().url}`),
  );
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("response", (reply) => reply.status() >= 400 && isOurs(reply.url()) && faults.push(`${reply.status()} ${reply.url()}`));
  const { client, groupName, userId, keysPath, homePath } = await makeColleague(product, ["KMS Administrator"]);
  await sql(
    product.dataDir,
    `insert into role_assignment (id, group_id, role, project_id)
      select md5($1), group_id, 'Security Administrator', null from group_member where user_id = $1`,
    [userId],
  );
  const name = `guest-${userId.slice(0, 6)}`;
  const person = await makeAtProvider(product, { claims: { preferred_username: name, groups: ["no-such-group", groupName] } });
  await goToProvider(page);
  await answerProvider(page, person);
  await page.waitForURL(`**${homePath}`);
  await page.getByRole("button", { name: "User menu" }).click();
  await expect(page.getByRole("menu")).toContainText(name);
  await page.keyboard.press("Escape");

  await page.goto(keysPath.replace("/keys", "/my-credentials#sessions"));
  await expect(pane(page, "Sessions")).toContainText("This session");
  await expect(page.getByText("You are signed in by the groups that your identity provider names")).toBeVisible();
  await expect(pane(page, "API Credentials")).toContainText(name);
  for (const absent of ["Access Keys", "Password", "One-time codes", "Passkeys"]) await expect(pane(page, absent)).toHaveCount(0);
  await page.goto(keysPath.replace("/keys", "/permissions"));
  await expect(page.getByRole("main")).toContainText("Query key details");
  await page.getByRole("button", { name: /^Region or project:/ }).click();
  await page.keyboard.press("Escape");
  await page.goto(`${keysPath}/${await client.createKey(`guest-${userId.slice(0, 6)}`)}`);
  await page.getByRole("button", { name: "Use this key" }).click();
  await expect(page.getByRole("dialog", { name: "Use this key" })).toContainText("You have no user here");
  await page.keyboard.press("Escape");
  for (const room of ["Users", "Groups", "Policies", "Projects"] as const) await openIdentity(page, room);

  // What needs a proof of who it is leads to the provider, and back to this page with what was typed.
  await openIdentity(page, "Policies");
  const dialog = page.getByRole("dialog", { name: "Create Policy" });
  const policyName = dialog.getByLabel("Policy name");
  const open = async () => {
    await expect(async () => {
      if (!(await dialog.isVisible())) await page.getByRole("button", { name: "Create Policy" }).click();
      await expect(policyName).toBeVisible({ timeout: 5_000 });
    }).toPass();
  };
  await open();
  await policyName.fill(`made-by-${name}`);
  await dialog.getByRole("checkbox", { name: "Encrypt data" }).check();
  await dialog.getByRole("button", { name: "OK" }).click();
  await page.getByRole("button", { name: "Confirm with OpenID Connect" }).click();
  // Signed in there already, they are asked all the same.
  await expect(page.getByRole("heading", { name: "Sign in at the provider" })).toBeVisible();
  const other = await makeAtProvider(product, { claims: { preferred_username: `${name}-2`, groups: [groupName] } });
  await answerProvider(page, other);
  await expect(page.getByRole("alert").filter({ hasText: "as somebody else" })).toBeVisible();
  await open();
  await expect(policyName).toHaveValue(`made-by-${name}`);
  await dialog.getByRole("button", { name: "OK" }).click();
  await page.getByRole("button", { name: "Confirm with OpenID Connect" }).click();
  await answerProvider(page, person);
  await expect(page.getByRole("status").filter({ hasText: "You have confirmed that it is you." })).toBeVisible();
  expect(new URL(page.url()).hash).toBe("");
  await open();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Policy created successfully" })).toBeVisible();
  expect(faults).toEqual([]);

  await chooseInUserMenu(page, "Sign out");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL(`${product.consoleUrl}/sign-in?state=signed-out`);
  await expect(page.getByText("You have signed out.")).toBeVisible();
  await page.goto(keysPath);
  await expect(page.getByRole("button", { name: "OpenID Connect" })).toBeVisible();
  // Not signed in there either: it asks.
  await goToProvider(page);
});

test("whom the provider refuses, and whom nobody knows here, hears it in one sentence of ours", async ({ page, product }) => {
  await goToProvider(page, "/sign-in?next=%2Fidentity%2Fusers");
  await answerProvider(page, "");
  await expectRefusal(page, /^The identity provider did not sign you in\./);
  await expect(page.getByText("stranger's words")).toHaveCount(0);
  expect(new URL(page.url()).searchParams.get("next")).toBe("/identity/users");

  const nobody = await makeAtProvider(product, { claims: { preferred_username: "nobody-here", groups: ["no-such-group"] } });
  await goToProvider(page);
  await answerProvider(page, nobody);
  await expectRefusal(page, /you have no access here/);

  const careful = await makeColleague(product, ["KMS Viewer"]);
  await sql(product.dataDir, "update iam_user set second_factor_required = true where id = $1", [careful.userId]);
  const claims = { preferred_username: careful.userName };
  await page.context().clearCookies({ domain: "localhost" });
  await goToProvider(page);
  await answerProvider(page, await makeAtProvider(product, { claims }));
  await expectRefusal(page, /^An administrator requires a second factor/);
  await page.context().clearCookies({ domain: "localhost" });
  await goToProvider(page);
  await steer(product.issuer, { rotate: true });
  await goToProvider(page);
  await answerProvider(page, await makeAtProvider(product, { claims, amr: ["pwd", "mfa"] }));
  await page.waitForURL(`**${careful.homePath}`);
});

test("a changed state or nonce, a code of somebody else, and lost cookies sign nobody in", async ({ page, context, browser, product }) => {
  const colleague = await makeColleague(product, ["KMS Viewer"]);
  const person = await makeAtProvider(product, { claims: { preferred_username: colleague.userName } });
  const ours = (name: string) => `kms.${new URL(product.consoleUrl).port}.${name}`;
  // The attacker's own sign-in: it comes back to a browser that knows nothing of it, so that its code is still good.
  const attacker = await browser.newPage({ baseURL: product.consoleUrl });
  const comingBack = watchComingBack(attacker);
  await goToProvider(attacker);
  const foreign = await attacker.context().cookies(product.consoleUrl);
  await attacker.context().clearCookies({ domain: "127.0.0.1" });
  await answerProvider(attacker, person);
  await expectRefusal(attacker, NOT_BEGUN);
  await attacker.close();
  const [theirs = ""] = comingBack;

  await goToProvider(page);
  const flow = await context.cookies(product.consoleUrl);
  await page.goto(theirs);
  await expectRefusal(page, NOT_BEGUN);
  // With a cookie of another flow among those that belong to it: still not.
  for (const name of ["oidc-nonce", "oidc-pkce", "oidc-state"]) {
    const stranger = await browser.newContext({ baseURL: product.consoleUrl });
    await stranger.addCookies(
      foreign.map((cookie) => (cookie.name === ours(name) ? (flow.find((own) => own.name === cookie.name) ?? cookie) : cookie)),
    );
    const reply = await stranger.request.get(theirs, { maxRedirects: 0 });
    expect([reply.status(), reply.headers().location]).toEqual([303, expect.stringContaining("/sign-in?reason=oidc-")]);
    expect((await stranger.cookies()).filter(({ name: kept }) => kept === ours("session"))).toEqual([]);
    await stranger.close();
  }
});

test("no made-up request is a way in, or leads elsewhere", async ({ page, product }) => {
  const { consoleUrl } = product;
  const headers = { origin: consoleUrl };
  const reasons: string[] = [];
  const locationOf = async (path: string) => (await page.request.get(path, { maxRedirects: 0 })).headers().location ?? "";
  for (const query of [
    "",
    "?code=x&state=y",
    "?error=<script>&error_description=x",
    `?code=${"x".repeat(9_000)}`,
    "?state=&code=&iss=https://evil.example",
  ]) {
    reasons.push(await locationOf(`/api/auth/callback/oidc${query}`));
  }
  expect(reasons).toEqual(Array(5).fill(`${consoleUrl}/sign-in?reason=oidc-lost`));
  expect(await locationOf("/api/auth/signin/oidc")).toMatch(/\/sign-in\?callbackUrl=/);
  const posted = async (form: Record<string, string>, query = "", from = headers) =>
    page.request.post(`/api/auth/signin/oidc${query}`, { form: { json: "true", ...form }, headers: from });
  expect((await posted({})).status()).toBe(200);
  expect((await (await posted({})).json()).url).toContain("/sign-in?reason=oidc-lost");
  expect((await posted({}, "", { origin: "https://evil.example" })).status()).toBe(403);
  const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json();
  expect((await (await posted({ csrfToken }, "?redirect_uri=https://evil.example")).json()).url).toContain("reason=oidc-lost");
  const begun = await posted({ csrfToken, next: "https://evil.example/", callbackUrl: "javascript:alert(1)" });
  const asked = new URL((await begun.json()).url);
  expect(asked.origin).toBe(product.issuer);
  expect(asked.searchParams.get("redirect_uri")).toBe(`${consoleUrl}/api/auth/callback/oidc`);
  expect(asked.searchParams.get("code_challenge_method")).toBe("S256");
  expect(asked.searchParams.get("nonce")).toHaveLength(43);
  expect((await page.request.post("/api/auth/callback/oidc", { headers, form: { code: "x" } })).status()).toBe(405);
});

test("while the provider hangs, signing in with a password works, and the person hears of it in seconds", async ({ page, product }) => {
  const colleague = await makeColleague(product, ["KMS Viewer"]);
  const person = await makeAtProvider(product, { claims: { preferred_username: colleague.userName } });
  await goToProvider(page);
  await answerProvider(page, person);
  await page.waitForURL(`**${colleague.homePath}`);
  await steer(product.issuer, { mode: "hang" });
  try {
    await chooseInUserMenu(page, "Sign out");
    await page.waitForURL("**/sign-in?reason=signed-out");
    const button = page.getByRole("button", { name: "OpenID Connect" });
    await button.click();
    await expect(button).toHaveAttribute("aria-busy", "true");
    await button.click();
    await expect(page.getByRole("main").getByRole("alert")).toHaveText(/^The identity provider does not answer\./);
    await expect(button).not.toHaveAttribute("aria-busy");
    await button.click();
    await page.getByLabel("Account").fill(colleague.account);
    await page.getByLabel("User name").fill(colleague.userName);
    await page.getByLabel("Password").fill(colleague.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`**${colleague.homePath}`);
  } finally {
    await steer(product.issuer, { mode: "well" });
  }
});
