// Builds the product: the server programs with esbuild into dist/, then the console with Next.js.
// `--server-only` and `--console-only` do one of the two. Dependencies stay outside the bundles, so a native module is loaded as it is.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const { build } = createRequire(import.meta.url)("esbuild");

const programs = ["primary", "api-worker", "console-server", "cluster-bootstrap", "database-bootstrap", "token-bootstrap", "admin"];
mkdirSync("dist", { recursive: true });
if (!process.argv.includes("--console-only"))
  await build({
    entryPoints: programs.map((name) => join("lib/runtime", `${name}.ts`)),
    outdir: "dist",
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    packages: "external",
    sourcemap: "linked",
    logLevel: "warning",
  });

if (!process.argv.includes("--server-only")) {
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const next = spawnSync(process.execPath, ["node_modules/next/dist/bin/next", "build"], { stdio: "inherit", env });
  if (next.status !== 0) process.exit(1);
}
