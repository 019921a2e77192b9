import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type Program, readableProgram } from "./readable-program";

const scratch = mkdtempSync(join(tmpdir(), "kms-program-"));
chmodSync(scratch, 0o711);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let home: string;
let root: string;
let copies: string;

beforeEach(() => {
  home = mkdtempSync(join(scratch, "home-"));
  copies = mkdtempSync(join(scratch, "copies-"));
  chmodSync(copies, 0o755);
  root = join(home, "kms");
  for (const name of ["", "dist", ".next", ".next/cache", ".kms", "node_modules", "node_modules/used", "node_modules/for-tests"])
    mkdirSync(join(root, name), { recursive: true });
  for (const name of [
    "package.json",
    ".env",
    "dist/primary.js",
    "dist/api-worker.js",
    ".next/BUILD_ID",
    ".next/cache/large",
    ".kms/secret",
  ])
    writeFileSync(join(root, name), name);
  for (const name of ["used", "for-tests"]) writeFileSync(join(root, "node_modules", name, "package.json"), "{}");
  symlinkSync("used", join(root, "node_modules", "linked"));
  const packages = { "node_modules/used": {}, "node_modules/for-tests": { dev: true } };
  writeFileSync(join(root, "node_modules", ".package-lock.json"), JSON.stringify({ packages }));
});

const find = (): Program => readableProgram({ root, node: process.execPath }, copies);
const othersRead = (path: string) =>
  spawnSync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "cat", path], { stdio: "ignore", cwd: "/" }).status === 0;

describe.skipIf(process.getuid?.() !== 0)("the program", () => {
  test("runs where it is when others can read it", () => {
    chmodSync(home, 0o755);
    expect(find()).toEqual({ root, node: process.execPath });
    expect(readdirSync(copies)).toEqual([]);
  });

  test.each([
    ["a closed folder above it", () => chmodSync(home, 0o700)],
    ["a strict umask", () => spawnSync("sh", ["-c", `chmod 755 "$1" && chmod -R go= "$2"`, "sh", home, root])],
  ])("runs from a copy that others can read, of what runs and no more: %s", (_, close) => {
    close();
    const { root: copy } = find();
    expect(copy.startsWith(copies)).toBe(true);
    for (const name of [
      "package.json",
      "dist/primary.js",
      ".next/BUILD_ID",
      "node_modules/used/package.json",
      "node_modules/linked/package.json",
    ])
      expect([name, othersRead(join(copy, name))]).toEqual([name, true]);
    for (const name of [".env", ".kms", ".next/cache", "node_modules/for-tests"])
      expect([name, existsSync(join(copy, name))]).toEqual([name, false]);
    expect(statSync(copy)).toMatchObject({ uid: 0, mode: expect.toSatisfy((mode) => (mode & 0o777) === 0o755) });
    expect(find().root).toBe(copy);
  });

  test("takes Node.js along where others cannot run it", () => {
    chmodSync(home, 0o700);
    const node = join(home, "node");
    writeFileSync(node, "#!/bin/sh\n", { mode: 0o700 });
    const found = readableProgram({ root, node }, copies);
    expect(found.node).toBe(join(found.root, "node"));
    expect(statSync(found.node).mode & 0o777).toBe(0o755);
  });

  test("is copied anew when it was built anew; copies that nothing runs from go, also of folders that are gone", async () => {
    chmodSync(home, 0o700);
    const rebuild = (text: string) => {
      writeFileSync(join(root, "dist", "primary.js"), text);
      return find().root;
    };
    const first = find().root;
    const running = spawn("sleep", ["60"], { argv0: join(first, "dist", "primary.js"), stdio: "ignore" });
    try {
      const second = rebuild("second");
      expect(second).not.toBe(first);
      expect(existsSync(first)).toBe(true);
      const third = rebuild("third");
      expect(existsSync(second)).toBe(false);
      expect([existsSync(first), existsSync(third)]).toEqual([true, true]);
    } finally {
      running.kill();
      await new Promise((resolve) => running.once("exit", resolve));
    }
    const other = join(home, "elsewhere");
    spawnSync("mv", [root, other]);
    root = other;
    const moved = find().root;
    expect(readdirSync(copies).map((name) => join(copies, name))).toEqual([moved]);
  });

  test("is refused with what to do where no copy can be made", () => {
    chmodSync(home, 0o700);
    chmodSync(copies, 0o777);
    expect(() => find()).toThrow(`Other users cannot read the program in ${root}, and it cannot be copied to ${copies}`);
  });
});
