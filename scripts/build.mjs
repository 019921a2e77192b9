// Builds the product: the server programs with esbuild into dist/, then the console with Next.js.
// `--server-only`, `--console-only` and `--verifier-only` (of the audit log, which is a server program too) do one. Dependencies stay outside the bundles, so a native module is loaded as it is.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fingerprint } from "./setup/stamp.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const { build } = createRequire(import.meta.url)("esbuild");

const programs = ["primary", "api-worker", "console-server", "cluster-bootstrap", "database-bootstrap", "token-bootstrap", "admin"];
const options = {
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  packages: "external",
  sourcemap: "linked",
  logLevel: "warning",
};
const only = (what) => process.argv.includes(`--${what}-only`);
mkdirSync("dist", { recursive: true });
if (!only("console")) {
  const verifier = { "audit-verify": "lib/audit/verify/main.ts" };
  await build({ ...options, entryPoints: verifier, banner: { js: "#!/usr/bin/env node" } });
}
if (!only("console") && !only("verifier")) {
  await build({ ...options, entryPoints: programs.map((name) => join("lib/runtime", `${name}.ts`)) });
  copyFileSync("lib/iam/common-passwords/common-passwords.bin", "dist/common-passwords.bin");
}

if (!only("server") && !only("verifier")) {
  // Instances behind one balancer are built each for itself: a page of one must find its scripts and actions at another. So both
  // names follow from the sources; by itself Next.js draws them by lot. The key is no secret, for it only names actions here: the
  // running console has one of its own (`lib/runtime/console/console-environment.ts`).
  const actionNames = createHash("sha256").update("kms-console server actions").digest("base64");
  const env = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: actionNames,
    KMS_BUILD_ID: fingerprint(["app", "components", "lib", "public", "next.config.ts", "proxy.ts", "package-lock.json"]).slice(0, 32),
  };
  const next = spawnSync(process.execPath, ["node_modules/next/dist/bin/next", "build"], { stdio: "inherit", env });
  if (next.status !== 0) process.exit(1);
}
