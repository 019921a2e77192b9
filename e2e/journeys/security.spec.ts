import { expect, openTool, test } from "./fixtures";

test("every page carries a policy with a nonce of its own and without unsafe-inline, and nothing on it breaks it", async ({
  page,
  request,
  signInAs,
}) => {
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/Content.Security.Policy/i.test(message.text())) violations.push(message.text());
  });
  const person = await signInAs("KMS Administrator");
  await openTool(page, person, await person.client.createKey("policy"));
  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog").waitFor();
  expect(violations).toEqual([]);
  const [one, two] = [await request.get("/sign-in"), await request.get("/sign-in")];
  const policies = [one, two].map((reply) => reply.headers()["content-security-policy"] ?? "");
  for (const policy of policies) {
    expect(policy).not.toContain("unsafe-inline");
    expect(policy).not.toContain("unsafe-eval");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toMatch(/script-src [^;]*'nonce-/);
  }
  expect(policies[0]).not.toBe(policies[1]);
  const headers = one.headers();
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
  expect(headers["cache-control"]).toContain("no-store");
  expect(headers["x-powered-by"]).toBeUndefined();
});

test("a server action without our Origin is refused and changes nothing", async ({ page, signInAs, product }) => {
  const person = await signInAs("KMS Administrator");
  const [action] = await Promise.all([
    page.waitForRequest((sent) => sent.method() === "POST" && Boolean(sent.headers()["next-action"])),
    (async () => {
      await page.getByRole("button", { name: "Create Key" }).first().click();
      await page.getByRole("dialog").getByLabel("Alias").fill("once");
      await page.getByRole("dialog").getByRole("button", { name: "OK" }).click();
    })(),
  ]);
  await expect(page.getByRole("row").getByRole("link", { name: "once" })).toBeVisible();
  const { origin: _origin, host: _host, ...sent } = await action.allHeaders();
  const headers = Object.fromEntries(Object.entries(sent).filter(([name]) => !name.startsWith(":") && name !== "content-length"));
  const body = (action.postData() ?? "").replace("once", "twice");
  for (const origin of [undefined, "null", "https://evil.example"]) {
    const reply = await fetch(product.consoleUrl + person.keysPath, {
      method: "POST",
      headers: { ...headers, ...(origin && { origin }) },
      body,
    });
    expect(reply.status, String(origin)).toBe(403);
  }
  expect((await person.client.call("list-keys")).body.total).toBe(1);
  const own = await fetch(product.consoleUrl + person.keysPath, {
    method: "POST",
    headers: { ...headers, origin: product.consoleUrl },
    body,
  });
  expect(own.status).toBe(200);
  expect((await person.client.call("list-keys")).body.total).toBe(2);
});

test("no token and no plaintext is in a page, a script's reach, a URL or a storage", async ({ page, context, signInAs }) => {
  const urls: string[] = [];
  const queries: Promise<string>[] = [];
  page.on("request", (sent) => urls.push(sent.url()));
  page.on("response", (reply) => {
    if (/\/api\//.test(reply.url())) queries.push(reply.text().catch(() => ""));
  });
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("quiet");
  await openTool(page, person, id);
  const secret = "correct-horse-battery-staple";
  await page.getByLabel("Data to be encrypted").fill(secret);
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.getByLabel("Ciphertext")).not.toHaveValue("");
  const ciphertext = await page.getByLabel("Ciphertext").inputValue();
  await page.getByRole("tab", { name: "Decrypt" }).click();
  await page.getByLabel("Data to be decrypted").fill(ciphertext);
  await page.getByRole("button", { name: "Execute" }).click();
  await expect(page.getByLabel("Plaintext")).toHaveValue(secret);
  await page.getByRole("link", { name: "Key list" }).click();
  await page.getByRole("row").getByRole("link", { name: "quiet" }).waitFor();

  const reach = await page.evaluate(async () => ({
    html: document.documentElement.outerHTML,
    cookie: document.cookie,
    storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases()]),
    caches: await caches.keys(),
    session: await (await fetch("/api/auth/session")).text(),
  }));
  expect(reach.caches).toEqual([]);
  expect(reach.cookie).not.toContain("session");
  const session = (await context.cookies()).find((cookie) => /^kms\.\d+\.session$/.test(cookie.name));
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  const seen = [reach.html, reach.cookie, reach.storage, reach.session, ...urls, ...(await Promise.all(queries))].join("\n");
  for (const never of [secret, encodeURIComponent(ciphertext), ciphertext, person.password, session?.value ?? ""]) {
    expect(seen.includes(never)).toBe(false);
  }
  expect(JSON.parse(reach.session).user).toEqual({ name: person.userName });
});

test("the query route passes reads only, and answers are not stored", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator");
  const id = await person.client.createKey("read-me");
  const ask = (operation: string, input: unknown) =>
    page.request.get(`/api/query/${operation}?project=${person.projectId}&input=${encodeURIComponent(JSON.stringify(input))}`);
  const read = await ask("describeKey", { key_id: id });
  expect(read.status()).toBe(200);
  expect(read.headers()["cache-control"]).toContain("no-store");
  for (const operation of ["disableKey", "changeKeys", "encryptData", "decryptData", "toString", "__proto__"]) {
    expect((await ask(operation, { key_id: id, key_ids: [id], action: "disable" })).status(), operation).toBe(400);
  }
  const missing = await ask("describeKey", { key_id: "00000000-0000-4000-8000-000000000000" });
  expect(missing.status()).toBe(404);
  expect(missing.headers()["x-request-id"]).toBeTruthy();
  const { key_info } = (await person.client.call("describe-key", { key_id: id })).body;
  expect(key_info.key_state).toBe("2");
});
