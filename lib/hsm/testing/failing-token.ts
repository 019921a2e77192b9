/**
 * Test only: a token that fails when it is told to, by a module compiled from `failing-token.c` in front of the real one.
 * Invariant: without rules it is the real token.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export type FailingToken = {
  /** The module to load in place of the real one. */
  readonly modulePath: string;
  /** What the process that loads it needs in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** From now on these rules hold, and none of those before; how they are written stands in `failing-token.c`. */
  rule(...lines: string[]): void;
  /** Sessions, objects and modules that were closed while a call was in them. */
  violations(): string[];
  /** What each sign-in answered (CKR_…), in all processes, with the process. */
  signIns(): { pid: number; answer: number }[];
  /** The process of each start of the module. */
  starts(): number[];
  /** Calls that were counted, by function. */
  calls(): Map<string, number>;
  /** Begins the notes anew. */
  forget(): void;
  remove(): void;
};

/** @param realModule the PKCS#11 module in front of which it stands; sets the environment of this process too */
export function failingToken(realModule: string): FailingToken {
  const directory = mkdtempSync(join(tmpdir(), "kms-faults-"));
  const modulePath = join(directory, "libfailing.so");
  const headers = join(dirname(createRequire(import.meta.url).resolve("pkcs11js/package.json")), "includes");
  const source = join(import.meta.dirname, "failing-token.c");
  execFileSync("gcc", ["-O1", "-shared", "-fPIC", "-I", headers, "-o", modulePath, source, "-ldl", "-lpthread"]);
  const file = join(directory, "rules");
  const environment = { KMS_FAULTS_MODULE: realModule, KMS_FAULTS_FILE: file };
  Object.assign(process.env, environment);
  const rule = (...lines: string[]) => {
    // In one step: a reader sees the old rules or the new ones.
    writeFileSync(`${file}.new`, lines.map((line) => `${line}\n`).join(""));
    renameSync(`${file}.new`, file);
  };
  const notes = () => readNotes(`${file}.log`);
  rule();
  return {
    modulePath,
    environment,
    rule,
    violations: () => notes().flatMap(({ text }) => (text.startsWith("VIOLATION") ? [text] : [])),
    signIns: () => notes().flatMap(({ pid, text }) => (text.startsWith("LOGIN") ? [{ pid, answer: Number(text.slice(6)) }] : [])),
    starts: () => notes().flatMap(({ pid, text }) => (text === "INITIALIZE" ? [pid] : [])),
    calls: () => {
      const counted = new Map<string, number>();
      for (const { text } of notes()) if (text.startsWith("CALL ")) counted.set(text.slice(5), (counted.get(text.slice(5)) ?? 0) + 1);
      return counted;
    },
    forget: () => rmSync(`${file}.log`, { force: true }),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function readNotes(path: string): { pid: number; text: string }[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return [];
  }
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ pid: Number.parseInt(line, 10), text: line.slice(line.indexOf(" ") + 1) }));
}
