import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Holds no secret, and programs outside Next.js load it too, where nothing answers to `server-only`. */
const OPEN = ["security-headers.ts"];

test("a page that takes the console's server code into the browser cannot be built", () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter((file) => /(?<!\.test)\.tsx?$/.test(file));
  const unguarded = files.filter((file) => {
    const text = readFileSync(join(import.meta.dirname, file), "utf8");
    return !text.includes('\nimport "server-only";\n') && !text.startsWith('"use server";\n');
  });
  expect(unguarded).toEqual(OPEN);
});
