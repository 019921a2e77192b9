/** Test vectors, split into those that are run and those that are not, each with its reason. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type GcmVector = {
  tcId: number;
  key: string;
  iv: string;
  aad: string;
  msg: string;
  ct: string;
  tag: string;
  result: "valid" | "invalid" | "acceptable";
};
export type MacVector = { tcId: number; key: string; msg: string; tag: string; result: "valid" | "invalid" | "acceptable" };
type File<T> = { testGroups: { keySize: number; ivSize?: number; tagSize: number; tests: T[] }[] };

export type Selection<T> = { readonly run: T[]; readonly skipped: Readonly<Record<string, number>> };

/** AES-256, 96-bit IV, 128-bit tag: what this product uses. */
export function gcmVectors(): Selection<GcmVector> {
  return select<GcmVector>("aes_gcm_test.json", (group, test) => {
    if (group.keySize !== 256) return "not AES-256";
    if (group.ivSize !== 96) return "IV is not 96 bits";
    return test.msg === "" ? "empty message" : null;
  });
}

/** AES-256. */
export function cmacVectors(): Selection<MacVector> {
  return select<MacVector>("aes_cmac_test.json", (group, test) => {
    if (group.keySize !== 256) return "not AES-256";
    return test.msg === "" ? "empty message" : null;
  });
}

function select<T>(file: string, reasonToSkip: (group: File<T>["testGroups"][number], test: T) => string | null): Selection<T> {
  const { testGroups } = JSON.parse(readFileSync(join(import.meta.dirname, "../vectors", file), "utf8")) as File<T>;
  const run: T[] = [];
  const skipped: Record<string, number> = {};
  for (const group of testGroups) {
    for (const test of group.tests) {
      const reason = reasonToSkip(group, test);
      if (reason === null) run.push(test);
      else skipped[reason] = (skipped[reason] ?? 0) + 1;
    }
  }
  return { run, skipped };
}
