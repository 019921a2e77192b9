import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TokenKind } from "./testing/provision";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kms-probe-"));
  program = join(folder, "probe-process.cjs");
  const entry = join(import.meta.dirname, "testing/probe-process.ts");
  await build({ entryPoints: [entry], bundle: true, platform: "node", format: "cjs", packages: "external", outfile: program });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function probe(kind: TokenKind, noise: "none" | "garbage" | "growth"): Promise<{ kept: number; readings: number }> {
  const env = { ...process.env, NODE_PATH: join(ROOT, "node_modules") };
  const { stdout } = await run(process.execPath, [program, kind, noise], { env });
  return JSON.parse(stdout) as { kept: number; readings: number };
}

test("SoftHSM2 is seen to keep memory of every object", async () => {
  const { kept, readings } = await probe("SoftHSM2", "none");
  expect(readings).toBeGreaterThan(10);
  expect(kept).toBeGreaterThan(150);
  expect(kept).toBeLessThan(450);
});

test.each(["garbage", "growth"] as const)("NSS softokn is seen to keep nothing, in whatever %s of V8's heap", async (noise) => {
  const { kept, readings } = await probe("NSS softokn", noise);
  expect(readings).toBeGreaterThan(10);
  expect(kept).toBe(0);
});
