// `node scripts/pictures.mjs`: makes the screenshots of README anew, in public/screenshots, from the product as it is built here.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const setup = spawnSync(process.execPath, ["scripts/setup.mjs", "--test"], { stdio: "inherit" });
if (setup.status !== 0) process.exit(setup.status ?? 1);

const { build } = await import("esbuild");
await build({
  entryPoints: ["e2e/pictures/main.ts"],
  outfile: "dist/pictures/main.js",
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  packages: "external",
  logLevel: "warning",
});
process.exitCode = spawnSync(process.execPath, ["dist/pictures/main.js"], { stdio: "inherit" }).status ?? 1;
