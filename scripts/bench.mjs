// `npm run bench`: sets up what is missing, bundles the measurements and runs them, or only the parts that are named.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const setup = spawnSync(process.execPath, ["scripts/setup.mjs"], { stdio: "inherit" });
if (setup.status !== 0) process.exit(setup.status ?? 1);

const { build } = await import("esbuild");
await build({
  entryPoints: ["main", "echo-server", "make-keys", "raw-signer", "raw-rotation", "stranger"].map((name) => join("bench", `${name}.ts`)),
  outdir: "dist/bench",
  bundle: true,
  splitting: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  packages: "external",
  logLevel: "warning",
});
process.exitCode = spawnSync(process.execPath, ["dist/bench/main.js", ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 1;
