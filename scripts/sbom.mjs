// `npm run --silent sbom`: writes what the product is made of, as CycloneDX JSON, by npm itself and from the lock file. What only builds
// and tests it has the scope `excluded`.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const words = ["sbom", "--sbom-format=cyclonedx", "--sbom-type=application", "--package-lock-only"];
const npm = process.env.npm_execpath;
const [command, args] = npm === undefined ? ["npm", words] : [process.execPath, [npm, ...words]];
const { status, stdout } = spawnSync(command, args, {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "inherit"],
  maxBuffer: 64 * 1024 * 1024,
});
if (status !== 0) process.exit(1);
const bom = JSON.parse(stdout);
const isTool = ({ name, value }) => name === "cdx:npm:package:development" && value === "true";
for (const component of bom.components) if (component.properties?.some(isTool)) component.scope = "excluded";
// npm calls what it describes by the name of its folder.
bom.metadata.component.name = JSON.parse(readFileSync("package.json", "utf8")).name;
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
