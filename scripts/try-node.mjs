// `node scripts/try-node.mjs 22 24`: the suite's short form on other versions of Node.js, which come as the npm package `node`. The product
// must have been built. What is run is what depends on Node.js most: the token, the database, cryptography, and the API over HTTP.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SHORT_FORM = [
  "lib/hsm",
  "lib/store",
  "lib/iam",
  "e2e/api/data.test.ts",
  "e2e/api/sign-verify.test.ts",
  "e2e/api/import.test.ts",
  "e2e/api/iam.test.ts",
  "e2e/faults/failover.test.ts",
];

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const versions = process.argv.slice(2);
if (versions.length === 0 || versions.some((version) => !/^\d+(\.\d+){0,2}$/.test(version))) {
  console.error("Name one version of Node.js or several: node scripts/try-node.mjs 22 24");
  process.exit(2);
}
for (const version of versions) {
  const folder = mkdtempSync(join(tmpdir(), "kms-node-"));
  try {
    const installed = spawnSync("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", `node@${version}`], { stdio: "inherit" });
    if (installed.status !== 0) throw new Error(`Node.js ${version} could not be installed.`);
    const node = join(folder, "node_modules", "node", "bin", "node");
    console.log(`Node.js ${spawnSync(node, ["--version"], { encoding: "utf8" }).stdout}`);
    const { status } = spawnSync(node, ["node_modules/vitest/vitest.mjs", "run", ...SHORT_FORM], { stdio: "inherit" });
    if (status !== 0) process.exitCode = status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
