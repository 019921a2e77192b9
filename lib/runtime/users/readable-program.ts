/**
 * The program as other users than root can read it. Where they cannot reach the folder it is in (a checkout below a 0700 home), or
 * its files, they run a copy: made once for what was built, mostly of hard links where the file system allows it, below /var/lib.
 * Invariant: a copy is complete before it has its name, and is not removed while a process runs from it.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { StartError } from "#lib/base/start-error";
import { processCommand } from "../processes/process-identity";
import { productRoot } from "../processes/product-files";

export type Program = {
  /** The folder that holds `package.json`. */
  readonly root: string;
  /** Path of Node.js. */
  readonly node: string;
};

const COPIES = "/var/lib/kms-console";
/** What runs; `node_modules` without what only builds and tests need. */
const PARTS = ["package.json", "next.config.ts", "tsconfig.json", "public", "prisma", "dist", ".next", "node_modules"];
const NOT_COPIED = new Set([".next/cache", "node_modules/.cache", "dist/bench"]);
/** In a copy: the folder that it is a copy of. */
const SOURCE = "copied-from";
const OTHERS_READ = 0o004;
const OTHERS_PASS = 0o001;

/** The program as this process runs it. */
export function ownProgram(): Program {
  return { root: productRoot(), node: process.execPath };
}

/**
 * The program as any user can run it; a copy of it is made when there is none.
 * @param copies folder that holds the copies, and that everybody can reach
 * @throws StartError when it can neither be read nor copied
 */
export function readableProgram({ root, node } = ownProgram(), copies = COPIES): Program {
  if (isReadable(root) && isOpen(node, OTHERS_PASS)) return { root, node };
  const family = digest(realpathSync(root)).slice(0, 12);
  const copy = join(copies, `program-${family}-${digest(stamp(root)).slice(0, 16)}`);
  try {
    if (!existsSync(copy)) {
      makePublicDirectory(copies);
      removeUnused(copies, family, copy);
      makeCopy(root, node, copy);
    }
    return { root: copy, node: isOpen(node, OTHERS_PASS) ? node : join(copy, "node") };
  } catch (error) {
    throw new StartError(
      `Other users cannot read the program in ${root}, and it cannot be copied to ${copies} (${(error as NodeJS.ErrnoException).code}): move it to a folder that everybody can read, such as /opt, or start as an ordinary user.`,
    );
  }
}

/** Looks at each folder on the way, and at one file of each part, since a strict umask takes away the rights on files. */
function isReadable(root: string): boolean {
  const samples = ["package.json", "dist/primary.js", "dist/api-worker.js", ".next/BUILD_ID", "node_modules/next/package.json"];
  const packages = existsSync(join(root, "node_modules")) ? readdirSync(join(root, "node_modules")) : [];
  return (
    samples.every((name) => !existsSync(join(root, name)) || isOpen(join(root, name), OTHERS_READ)) &&
    packages.every((name) => isOpen(join(root, "node_modules", name, "package.json"), OTHERS_READ, true))
  );
}

/** Whether others may reach a file, and have this right on it. */
function isOpen(path: string, right: number, mayBeMissing = false): boolean {
  if (!existsSync(path)) return mayBeMissing;
  const real = realpathSync(path);
  if ((statSync(real).mode & right) === 0) return false;
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & OTHERS_PASS) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Changes whenever something is built or installed anew. */
function stamp(root: string): string {
  const built = readdirSync(join(root, "dist")).filter((name) => name.endsWith(".js"));
  const files = ["package.json", ".next/BUILD_ID", "node_modules/.package-lock.json", ...built.map((name) => join("dist", name)).sort()];
  const contents = files.map((name) => (existsSync(join(root, name)) ? digest(readFileSync(join(root, name))) : ""));
  return [process.version, process.execPath, ...contents].join("\n");
}

function makeCopy(root: string, node: string, copy: string): void {
  const draft = `${copy}.unfinished.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o755 });
  chmodSync(draft, 0o755);
  const unneeded = new Set([...NOT_COPIED, ...developmentPackages(root)]);
  for (const part of PARTS) if (existsSync(join(root, part))) copyTree(root, join(root, part), join(draft, part), unneeded);
  writeFileSync(join(draft, SOURCE), realpathSync(root), { mode: 0o644 });
  if (!isOpen(node, OTHERS_PASS)) copyFile(realpathSync(node), join(draft, "node"), 0o755, true);
  try {
    renameSync(draft, copy);
  } catch (error) {
    // Another start was faster with the very same.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
}

function copyTree(root: string, from: string, to: string, unneeded: ReadonlySet<string>): void {
  if (unneeded.has(relative(root, from))) return;
  const status = lstatSync(from);
  if (status.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else if (status.isFile()) copyFile(from, to, status.mode & 0o100 ? 0o755 : 0o644, from.startsWith(join(root, "node_modules")));
  else if (status.isDirectory()) {
    mkdirSync(to);
    chmodSync(to, 0o755);
    for (const name of readdirSync(from)) copyTree(root, join(from, name), join(to, name), unneeded);
  }
}

/** A hard link, where others may read the file as it is, and it is never written again but replaced. */
function copyFile(from: string, to: string, mode: number, isReplaced: boolean): void {
  const status = statSync(from);
  if (isReplaced && (status.mode & mode & 0o005) === (mode & 0o005) && status.uid === 0) {
    try {
      linkSync(from, to);
      return;
    } catch {
      // Another file system, or one without hard links.
    }
  }
  copyFileSync(from, to);
  chmodSync(to, mode);
}

function developmentPackages(root: string): string[] {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return [];
  const { packages } = JSON.parse(readFileSync(record, "utf8")) as { packages: Record<string, { dev?: boolean }> };
  return Object.keys(packages).filter((path) => packages[path]?.dev);
}

/** Copies of earlier builds of the same folder and of folders that are gone, and half ones, unless a process runs from them. */
function removeUnused(copies: string, family: string, wanted: string): void {
  const commands = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (processCommand(Number(name)) ?? []) : []));
  for (const name of readdirSync(copies).filter((found) => found.startsWith("program-"))) {
    // Another start may have finished the very one that is wanted in this moment.
    if (join(copies, name) === wanted) continue;
    if (!name.startsWith(`program-${family}-`) && existsSync(readSource(join(copies, name)))) continue;
    const owner = Number(/\.unfinished\.(\d+)$/.exec(name)?.[1] ?? 0);
    const isUsed = commands.some((command) => command.includes(join(copies, name))) || (owner > 0 && processCommand(owner) !== null);
    if (!isUsed) rmSync(join(copies, name), { recursive: true, force: true });
  }
}

/** Of what a copy is one; its own path for a half one, so that it counts as there. */
function readSource(copy: string): string {
  return existsSync(join(copy, SOURCE)) ? readFileSync(join(copy, SOURCE), "utf8") : copy;
}

function makePublicDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o755 });
  const status = lstatSync(path);
  if (!status.isDirectory() || status.uid !== 0 || status.mode & 0o022) throw Object.assign(new Error(path), { code: "not root's alone" });
  chmodSync(path, 0o755);
}

function digest(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
