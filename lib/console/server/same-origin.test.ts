/**
 * Whatever a browser can make the console do looks at the page it comes from first, also where the console's own server, which looks
 * before, would let it pass. New actions and routes are found here by themselves.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const sources = (folder: string, name: RegExp) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(file))
    .map((file) => ({ file: join(folder, file), text: readFileSync(join(ROOT, folder, file), "utf8") }));

/** What a file gives out, with the first line of its body; null of what is no function that is written out. */
function exportsOf(text: string): (readonly [line: string, first: string | null])[] {
  return [...text.matchAll(/^export (?!type\b)(.*(?:\n(?![^\s})]).*)*)/gm)].map(([declared]) => {
    const body = /^export async function \w+(?:<[^(]*>)?\([\s\S]*?\)(?:: [^\n]*)? \{\n\s+(.*)/.exec(declared);
    return [declared.split("\n")[0] ?? "", body?.[1] ?? null] as const;
  });
}

const SEES_ORIGIN_FIRST = /^(?:(?:return|const result = await) runAction\(|await requireSameOrigin\(\);)/;

test("every server action sees the origin first, and an actions' file gives out nothing else", () => {
  const files = sources("lib/console/server/actions", /\.ts$/);
  const given = files.flatMap(({ file, text }) => {
    expect([file, text.startsWith('"use server";')]).toEqual([file, true]);
    return exportsOf(text).map(([line, first]) => ({ line, first }));
  });
  expect(given.length).toBeGreaterThan(15);
  expect(given.filter(({ first }) => first === null || !SEES_ORIGIN_FIRST.test(first))).toEqual([]);
});

test("an action without the check is found", () => {
  const text = [
    "export async function bad(id: string): Promise<void> {",
    "  await performOperation(id);",
    "}",
    "export const alsoBad = async () => {};",
    "export async function good(",
    "  id: string,",
    "): Promise<ActionResult<null>> {",
    "  return runAction(async () => null);",
    "}",
  ].join("\n");
  expect(exportsOf(text).map(([, first]) => first !== null && SEES_ORIGIN_FIRST.test(first))).toEqual([false, false, true]);
});

test("no file outside the actions' folder makes actions", () => {
  const all = [...sources("lib/console", /\.tsx?$/), ...sources("app", /\.tsx?$/), ...sources("components", /\.tsx?$/)];
  const makers = all.filter(({ text }) => /^\s*["']use server["']/m.test(text)).map(({ file }) => file);
  expect(makers.filter((file) => !file.startsWith("lib/console/server/actions/"))).toEqual([]);
});

test("every route that changes something sees the origin, and all others only read", () => {
  const routes = sources("app", /route\.ts$/);
  expect(routes.length).toBeGreaterThan(1);
  const changing = routes.filter(({ text }) => /\b(?:POST|PUT|PATCH|DELETE)\b/.test(text));
  expect(changing.map(({ file }) => file)).toEqual(["app/[project]/traces/export/route.ts", "app/api/auth/[...nextauth]/route.ts"]);
  for (const { text } of changing) expect(text).toContain('isSameOrigin(request.headers.get("origin"))');
});
