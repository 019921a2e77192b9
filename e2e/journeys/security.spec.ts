import { OPERATION_NAMES, OPERATIONS } from "#lib/operations/catalog";
import { REST_OPERATION_NAMES, restRow } from "#lib/wire/catalog";
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

test("what a page asks by itself, a minute after somebody was at it, is no use of the session", async ({ page, signInAs }) => {
  await page.clock.install();
  await signInAs("KMS Administrator");
  const nextRead = async () =>
    (await page.waitForRequest((sent) => sent.url().includes("/api/query/searchKeys"))).headers()["x-kms-background"];
  const [attended] = await Promise.all([nextRead(), page.clock.runFor(9_000)]);
  expect(attended).toBeUndefined();
  await page.clock.fastForward(61_000);
  const [alone] = await Promise.all([nextRead(), page.clock.runFor(9_000)]);
  expect(alone).toBe("1");
  await page.mouse.move(200, 200);
  await page.mouse.move(210, 210);
  const [back] = await Promise.all([nextRead(), page.clock.runFor(9_000)]);
  expect(back).toBeUndefined();
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
  await page.getByRole("main").getByRole("link", { name: "Key Management Service" }).click();
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

test("the query route passes on every operation that reads, and none that uses, changes or destroys", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator", "Security Administrator");
  const id = await person.client.createKey("read-only");
  const rest: ReadonlySet<string> = new Set(REST_OPERATION_NAMES);
  const passed: string[] = [];
  for (const name of OPERATION_NAMES) {
    const path = rest.has(name) ? restRow(name as (typeof REST_OPERATION_NAMES)[number]).path : "";
    const input = Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, field]) => [field, id]));
    const parameters = new URLSearchParams({ project: person.projectId, input: JSON.stringify({ key_id: id, ...input }) });
    const reply = await page.request.get(`/api/query/${name}?${parameters}`);
    // The API was asked: it answers, or its refusal has its request's ID.
    if (reply.ok() || reply.headers()["x-request-id"]) passed.push(name);
    else expect([name, reply.status(), (await reply.json()).failure.code]).toEqual([name, 400, ""]);
  }
  const isForPages = (name: string) => {
    const { method, stream } = restRow(name as (typeof REST_OPERATION_NAMES)[number]);
    return method !== "HEAD" && stream === undefined;
  };
  expect(passed).toEqual(OPERATION_NAMES.filter((name) => rest.has(name) && OPERATIONS[name].effect === "read" && isForPages(name)));
  expect(passed).toEqual(expect.arrayContaining(["describeKey", "listKeys", "getPublickey", "deleteKeyRiskTips"]));
  for (const name of ["getParametersForImport", "exportTraces"]) expect(passed).not.toContain(name);
});

test("the query route says of what it cannot read that it cannot, and no ID walks a path", async ({ page, signInAs }) => {
  const person = await signInAs("KMS Administrator", "Security Administrator");
  const ask = (operation: string, input: string, project = person.projectId) =>
    page.request.get(`/api/query/${operation}?${new URLSearchParams({ project, input })}`);
  for (const input of ["null", "[]", "7", '"x"', "true", "{", ""]) {
    const reply = await ask("listKeys", input);
    expect([input, reply.status(), (await reply.json()).failure.message]).toEqual([
      input,
      400,
      expect.stringContaining("does not understand"),
    ]);
  }
  for (const id of ["..", ".", "", null, {}, ["x"], 1.5e300]) {
    const reply = await ask("getGroup", JSON.stringify({ group_id: id }));
    expect([id, reply.status() === 400 || reply.status() === 404], JSON.stringify(await reply.json())).toEqual([id, true]);
    if (id === "..") expect((await reply.json()).failure.message).toContain("does not understand");
  }
  for (const id of ["../users", "%2e%2e", "..%2f", "a/b", "?x", "#", "\\\\.."]) {
    expect((await ask("getGroup", JSON.stringify({ group_id: id }))).status(), id).toBe(404);
  }
  for (const project of ["..", "."]) expect((await ask("listKeys", "{}", project)).status(), project).toBe(400);
  expect((await ask("listKeys", "{}")).status()).toBe(200);
});

test("every answer carries the security headers: files, errors below /_next, and paths that cannot be read", async ({ page, product }) => {
  const html = await (await page.request.get("/sign-in")).text();
  const [file = ""] = /\/_next\/static\/[^"]+\.js/.exec(html) ?? [];
  for (const [method, path, status] of [
    ["GET", "/sign-in", 200],
    ["GET", file, 200],
    ["GET", "/_next/static/chunks/nothing.js", 404],
    ["GET", "/_next/nothing", 404],
    ["GET", "/_next/data/x/y.json", 404],
    ["GET", "/_next/image?url=x", 404],
    ["GET", "/_next/static/%", 400],
    ["GET", "/%", 400],
    ["POST", file, 405],
    ["DELETE", "/_next/static/chunks/nothing.js", 405],
    ["GET", "/no-such-project/nothing", 404],
    ["GET", "/api/nothing", 404],
    ["GET", "/api/auth/session", 200],
  ] as const) {
    const reply = await fetch(product.consoleUrl + path, { method, redirect: "manual", headers: { origin: product.consoleUrl } });
    const { headers } = reply;
    expect.soft(reply.status, `${method} ${path}`).toBe(status);
    for (const name of [
      "content-security-policy",
      "x-content-type-options",
      "x-frame-options",
      "referrer-policy",
      "cross-origin-opener-policy",
      "cross-origin-resource-policy",
      "permissions-policy",
    ]) {
      expect.soft(headers.has(name), `${method} ${path} ${name}`).toBe(true);
    }
    await reply.body?.cancel();
  }
});

test("no answer of next-auth is stored", async ({ page, product }) => {
  for (const path of ["session", "csrf", "providers", "signin", "signout", "error", "nothing"]) {
    const reply = await page.request.get(`/api/auth/${path}`, { maxRedirects: 0 });
    expect(reply.headers()["cache-control"], path).toContain("no-store");
  }
  for (const path of ["signout", "callback/credentials", "_log"]) {
    const reply = await fetch(`${product.consoleUrl}/api/auth/${path}`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: product.consoleUrl },
    });
    expect(reply.headers.get("cache-control"), path).toContain("no-store");
  }
});
