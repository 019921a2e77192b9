/** What somebody who owned a data directory, or a part of it, may have put there for root to stumble over. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Accounts, findAccount, prepareAccounts } from "../users/accounts";
import { gatherStaff } from "../users/staff";
import { readCheckedFile, writeCheckedFile } from "./checked-files";
import { findOtherOwner, prepareDataDir } from "./data-dir";
import { lockDataDir } from "./data-dir-lock";
import { ensureSecret, findSecret } from "./secrets";
import { secureDataDir } from "./secure-data-dir";

const scratch = mkdtempSync(join(tmpdir(), "kms-secure-"));
const victim = join(scratch, "victim");
const isRoot = process.getuid?.() === 0;
let accounts: Accounts;
let dataDir: string;

beforeAll(async () => {
  const found = await prepareAccounts();
  if (found) accounts = found;
});
beforeEach(() => {
  dataDir = mkdtempSync(join(scratch, "data-"));
  writeFileSync(victim, "precious", { mode: 0o600 });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const unharmed = () => {
  expect(readFileSync(victim, "utf8")).toBe("precious");
  expect(lstatSync(victim)).toMatchObject({ uid: process.getuid?.(), mode: expect.toSatisfy((mode) => (mode & 0o777) === 0o600) });
};
const secure = async () => secureDataDir(await gatherStaff(dataDir));
const ownerAndMode = (name: string) => {
  const { uid, gid, mode } = lstatSync(join(dataDir, name));
  return { uid, gid, mode: (mode & 0o7777).toString(8) };
};

test("a link in the place of a file of ours is neither read nor written through", () => {
  const path = join(dataDir, "file");
  symlinkSync(victim, path);
  expect(() => readCheckedFile(path)).toThrow("is a link");
  writeCheckedFile(path, "ours", 0o600);
  expect(lstatSync(path).isFile()).toBe(true);
  expect(readCheckedFile(path)).toBe("ours");
  expect(readCheckedFile(join(dataDir, "none"))).toBeNull();
  unharmed();
});

test("a stamp that is a link is refused before anything is changed", () => {
  symlinkSync(victim, join(dataDir, "kms-data-directory"));
  chmodSync(dataDir, 0o755);
  expect(() => prepareDataDir(dataDir)).toThrow("kms-data-directory is no regular file");
  expect(statSync(dataDir).mode & 0o777).toBe(0o755);
  unharmed();
});

test("a lock that is a link is not followed, and does not keep the product from starting", () => {
  symlinkSync(victim, join(dataDir, "lock.5"));
  symlinkSync(victim, join(dataDir, `lock-draft.${process.pid}`));
  lockDataDir(dataDir);
  expect(existsSync(join(dataDir, "lock.6"))).toBe(true);
  unharmed();
});

describe.skipIf(!isRoot)("started by root,", () => {
  /** As the product made it when it gave the whole directory to the system's database user. */
  function makeFormerLayout(): number {
    const former = findAccount("postgres")?.uid ?? accounts.database.uid;
    writeFileSync(join(dataDir, "kms-data-directory"), "");
    for (const name of ["secrets", "token", "token/a", "postgres", "postgres/socket", "postgres/cluster"]) mkdirSync(join(dataDir, name));
    for (const name of ["lock.1", "softhsm2.conf", "secrets/token-user-pin", "token/a/object", "postgres/cluster/PG_VERSION"])
      writeFileSync(join(dataDir, name), "x", { mode: 0o600 });
    for (const name of ["postgres/cluster/PG_VERSION", "postgres/cluster", "postgres/socket", "postgres", ""])
      chownSync(join(dataDir, name), former, former);
    return former;
  }

  test("each part of a directory that the system's database user owned goes to its own user", async () => {
    makeFormerLayout();
    prepareDataDir(dataDir);
    await secure();
    const root = { uid: 0, gid: 0 };
    const { database, worker } = accounts;
    expect(ownerAndMode("")).toEqual({ ...root, mode: "711" });
    for (const name of ["kms-data-directory", "lock.1", "secrets/token-user-pin"])
      expect(ownerAndMode(name)).toEqual({ ...root, mode: "600" });
    expect(ownerAndMode("softhsm2.conf")).toEqual({ ...root, mode: "644" });
    expect(ownerAndMode("secrets")).toEqual({ ...root, mode: "700" });
    expect(ownerAndMode("token")).toEqual({ uid: worker.uid, gid: worker.gid, mode: "700" });
    expect(ownerAndMode("token/a/object")).toEqual({ uid: worker.uid, gid: worker.gid, mode: "600" });
    expect(ownerAndMode("postgres")).toEqual({ uid: database.uid, gid: worker.gid, mode: "710" });
    expect(ownerAndMode("postgres/socket")).toEqual({ uid: database.uid, gid: worker.gid, mode: "2710" });
    expect(ownerAndMode("postgres/cluster/PG_VERSION")).toMatchObject({ uid: database.uid, gid: database.gid });
    await secure();
  });

  test.each([
    "lock.1",
    "softhsm2.conf",
    "first-identity-made",
    "token-memory.json",
    "secrets",
    "token",
    "postgres",
    "postgres/cluster",
    "secrets/token-user-pin",
  ])("a link at %s is refused", async (name) => {
    makeFormerLayout();
    rmSync(join(dataDir, name), { recursive: true, force: true });
    const target = /^(secrets|token|postgres.*)$/.test(name) ? scratch : victim;
    symlinkSync(target, join(dataDir, name));
    prepareDataDir(dataDir);
    await expect(secure()).rejects.toThrow(join(dataDir, name));
    unharmed();
    expect(statSync(scratch)).toMatchObject({ uid: 0 });
  });

  test.each(["lock.1", "secrets/token-user-pin", "token/a/object", "postgres/cluster/PG_VERSION"])(
    "a second name of somebody's file at %s is refused, and that file stays its owner's",
    async (name) => {
      makeFormerLayout();
      rmSync(join(dataDir, name));
      linkSync(victim, join(dataDir, name));
      prepareDataDir(dataDir);
      await expect(secure()).rejects.toThrow("has a second name elsewhere");
      unharmed();
    },
  );

  test("a PIN or a token that the system's database user planted is refused", async () => {
    const former = makeFormerLayout();
    for (const name of ["secrets", "token"]) {
      chownSync(join(dataDir, name), former, former);
      prepareDataDir(dataDir);
      await expect(secure()).rejects.toThrow(`${join(dataDir, name)} belongs to another user`);
      chownSync(join(dataDir, name), 0, 0);
    }
    // Nor does it help to plant the file that says whose the directory was.
    chownSync(join(dataDir, "kms-data-directory"), former, former);
    chownSync(join(dataDir, "secrets", "token-user-pin"), former, former);
    await expect(secure()).rejects.toThrow("belongs to another user");
  });

  test("links in the database's own folder are left as they are", async () => {
    const former = makeFormerLayout();
    symlinkSync(victim, join(dataDir, "postgres", "cluster", "postmaster.opts"));
    symlinkSync(scratch, join(dataDir, "postgres", "other"));
    prepareDataDir(dataDir);
    await secure();
    unharmed();
    expect(statSync(scratch).uid).not.toBe(former);
    expect(statSync(scratch).uid).not.toBe(accounts.database.uid);
  });

  test("an ordinary user's directory becomes root's, which then believes what is in it", async () => {
    prepareDataDir(dataDir);
    const secret = ensureSecret(dataDir, "token-user-pin");
    for (const name of ["token", "postgres"]) mkdirSync(join(dataDir, name));
    spawnSync("chown", ["-R", "54321:54321", dataDir]);
    expect(() => findSecret(dataDir, "token-user-pin")).toThrow("belongs to another user (54321)");
    prepareDataDir(dataDir);
    await secure();
    expect(findSecret(dataDir, "token-user-pin")).toBe(secret);
    // Given back to the user, and taken again.
    spawnSync("chown", ["-R", "54321:54321", dataDir]);
    prepareDataDir(dataDir);
    await secure();
    expect(findSecret(dataDir, "token-user-pin")).toBe(secret);
    expect(ownerAndMode("part-owners.json")).toEqual({ uid: 0, gid: 0, mode: "600" });
    expect(ownerAndMode("token").uid).toBe(accounts.worker.uid);
  });

  test("an ordinary user's directory is not taken from a product that runs on it", async () => {
    prepareDataDir(dataDir);
    lockDataDir(dataDir);
    spawnSync("chown", ["-R", "54321:54321", dataDir]);
    chmodSync(dataDir, 0o700);
    expect(() => prepareDataDir(dataDir)).toThrow(/^Another user's KMS Console \(process \d+\) is running on the data directory/);
    expect(ownerAndMode("")).toEqual({ uid: 54321, gid: 54321, mode: "700" });
    expect(ownerAndMode("kms-data-directory").uid).toBe(54321);
    expect(findOtherOwner(dataDir)).toBe(54321);
    rmSync(join(dataDir, "lock.1"));
    prepareDataDir(dataDir);
    expect(findOtherOwner(dataDir)).toBeNull();
    expect(findOtherOwner(join(dataDir, "none"))).toBeNull();
  });

  test("a directory whose users have other numbers here goes to those that they have here, and to no other", async () => {
    makeFormerLayout();
    prepareDataDir(dataDir);
    await secure();
    const { database, worker } = accounts;
    const renumber = (offset: number) => {
      spawnSync("chown", ["-R", `--from=${worker.uid}`, `${worker.uid + offset}`, join(dataDir, "token")]);
      spawnSync("chown", ["-R", `--from=${database.uid}`, `${database.uid + offset}`, join(dataDir, "postgres")]);
    };
    renumber(50_000);
    prepareDataDir(dataDir);
    await expect(secure()).rejects.toThrow("belongs to another user");
    writeFileSync(join(dataDir, "part-owners.json"), JSON.stringify({ worker: worker.uid + 50_000, database: database.uid + 50_000 }));
    await secure();
    expect(ownerAndMode("token/a/object")).toMatchObject({ uid: worker.uid });
    expect(ownerAndMode("postgres")).toMatchObject({ uid: database.uid, mode: "710" });
    expect(ownerAndMode("postgres/cluster/PG_VERSION")).toMatchObject({ uid: database.uid });
  });

  test("a hand-over that was interrupted is taken up by the next start", async () => {
    prepareDataDir(dataDir);
    ensureSecret(dataDir, "token-user-pin");
    for (const name of ["token", "postgres", "postgres/socket", "postgres/cluster"]) mkdirSync(join(dataDir, name));
    spawnSync("chown", ["-R", "54321:54321", dataDir]);
    // It stumbles over something in the last folder that it comes to.
    linkSync(victim, join(dataDir, "postgres", "cluster", "file"));
    prepareDataDir(dataDir);
    await expect(secure()).rejects.toThrow("postgres/cluster/file");
    rmSync(join(dataDir, "postgres", "cluster", "file"));
    prepareDataDir(dataDir);
    await secure();
    expect(ownerAndMode("postgres/cluster")).toMatchObject({ uid: accounts.database.uid });
  });

  test.each([
    ["owner", (path: string) => chownSync(path, accounts.worker.uid, 0), "belongs to another user"],
    ["writers", (path: string) => chmodSync(path, 0o622), "can be written by others"],
    ["name", (path: string) => linkSync(path, `${path}-2`), "has a second name"],
  ])("a secret with another %s is not believed", (_, tamper, sentence) => {
    ensureSecret(dataDir, "token-user-pin");
    tamper(join(dataDir, "secrets", "token-user-pin"));
    expect(() => findSecret(dataDir, "token-user-pin")).toThrow(sentence);
  });

  test("what an interrupted start left half done is removed, and no more than that", async () => {
    prepareDataDir(dataDir);
    ensureSecret(dataDir, "token-user-pin");
    // An older start gave a secret its name by a second link, and was killed before it removed the first.
    linkSync(join(dataDir, "secrets", "token-user-pin"), join(dataDir, "secrets", "token-user-pin.unfinished"));
    writeFileSync(join(dataDir, `lock-draft.${2 ** 22 + 1}`), "");
    writeFileSync(join(dataDir, `lock-draft.${process.pid}`), "");
    await secure();
    expect(findSecret(dataDir, "token-user-pin")).toMatch(/^[0-9a-f]{48}$/);
    expect(existsSync(join(dataDir, `lock-draft.${2 ** 22 + 1}`))).toBe(false);
    expect(existsSync(join(dataDir, `lock-draft.${process.pid}`))).toBe(true);
  });
});
