/** The two verifiers of the audit log as programs, run as a stranger would: with a file and a key, and nothing of the product. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readAuditKey, verifyCheckpoint } from "#lib/audit/verify/checkpoint";
import { Unverified } from "#lib/audit/verify/encoding";
import { exportVerifier } from "#lib/audit/verify/export";
import { PYTHON } from "./openstack-python";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export type Verdict = { readonly code: number | null; readonly text: string };

export type LogVerifier = {
  /** The product's own. @param words after FILE and --key PEM; of those that are checkpoints the text */
  readonly verify: (file: string, words?: readonly string[], since?: string) => Verdict;
  /** The same of an export without starting a program, for who has thousands. */
  readonly verifyHere: (text: string) => Verdict;
  /** That of a stranger, in Python. */
  readonly verifyInPython: (file: string) => Verdict;
  readonly end: () => void;
};

/** @param pem the public audit key */
export function openLogVerifier(pem: string): LogVerifier {
  const folder = mkdtempSync(join(tmpdir(), "kms-log-"));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const key = write("key.pem", pem);
  const run = (program: string, words: readonly string[]): Verdict => {
    const { status, stdout, stderr } = spawnSync(program, words, {
      encoding: "utf8",
      cwd: folder,
      env: { PATH: process.env.PATH } as never,
    });
    return { code: status, text: stdout + stderr };
  };
  return {
    verify: (file, words = [], since) => {
      const more = since === undefined ? [] : ["--since", write("since", since)];
      return run(process.execPath, [join(ROOT, "dist/audit-verify.js"), write("file", file), "--key", key, ...words, ...more]);
    },
    verifyHere: (text) => {
      const trusted = readAuditKey(pem);
      const { take, finish } = exportVerifier({ trust: (checkpoint) => verifyCheckpoint(checkpoint, trusted) });
      try {
        for (const line of text.slice(0, -1).split("\n")) take(Buffer.from(line));
        return { code: 0, text: `size ${finish().size}` };
      } catch (error) {
        if (!(error instanceof Unverified)) throw error;
        return { code: 1, text: `NOT VERIFIED: ${error.message}` };
      }
    },
    verifyInPython: (file) => run(PYTHON ?? "", [join(ROOT, "e2e/clients/verify_log.py"), write("file", file), key]),
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}
