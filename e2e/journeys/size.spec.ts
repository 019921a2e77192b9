import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, keyRow, test } from "./fixtures";

const BUDGET = 60_000;

/** Of the router's boundaries, which every page of Next.js loads beside its runtime; `npm run bench -- console` weighs an empty page. */
const BOUNDARIES = 3_515;

/** Scripts of a page of Next.js that holds nothing. */
function floorBytes(): number {
  const { rootMainFiles } = JSON.parse(readFileSync(".next/build-manifest.json", "utf8")) as { rootMainFiles: string[] };
  return rootMainFiles.reduce((sum, file) => sum + gzipSync(readFileSync(`.next/${file}`)).length, BOUNDARIES);
}

test("the key list's own scripts have at most 60 KB before the first press; menus and dialogs come when they are wanted", async ({
  page,
  signInAs,
}) => {
  const person = await signInAs("KMS Administrator");
  await person.client.createKey("any");
  const bodies: Promise<readonly [string, number]>[] = [];
  const seen = new Set<string>();
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (response.request().resourceType() !== "script" || seen.has(pathname)) return;
    seen.add(pathname);
    bodies.push(response.body().then((body) => [pathname.split("/").at(-1) ?? "", gzipSync(body).length] as const));
  });
  await page.reload();
  await keyRow(page, "any").waitFor();
  await page.waitForLoadState("networkidle");
  const files = await Promise.all(bodies);
  const own = files.reduce((sum, [, bytes]) => sum + bytes, 0) - floorBytes();
  expect(files.length).toBeGreaterThan(3);
  expect(own, JSON.stringify(files)).toBeLessThanOrEqual(BUDGET);
  const before = seen.size;
  await keyRow(page, "any").getByRole("button", { name: /^More/ }).click();
  await page.getByRole("menu").waitFor();
  expect(seen.size).toBeGreaterThan(before);
});
