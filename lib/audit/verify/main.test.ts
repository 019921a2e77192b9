import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatCheckpointBody, originOf } from "./checkpoint";
import { formatConsistency } from "./consistency";
import { formatHeader } from "./export-lines";
import { consistencyPlan, inclusionPlan } from "./plan";
import { formatLogKey } from "./policy";
import { formatReceipt } from "./receipt";
import { exportLines, fileOf, makeRow } from "./testing/exports";
import { makeAuditKey, makeWitness, signCheckpoint } from "./testing/signers";
import { foldLeaves, leafHash } from "./tree";

const log = makeAuditKey();
const witness = makeWitness("witness.example/w1");
const sealed = leafHash(Buffer.from("x")).toString("base64");
const rows = Array.from({ length: 700 }, (_, index) => makeRow(index + 1, {}, index === 500 ? `book key/a 1 =\n+cmk "a" ${sealed}` : ""));
const hashes = rows.map(leafHash);
const rootOf = (count: number) => foldLeaves(hashes.slice(0, count));
const lines = exportLines(log, rows);
let folder: string;
const place = (name: string) => join(folder, name);
const put = (name: string, content: string | Buffer) => {
  writeFileSync(place(name), content);
  return place(name);
};
const run = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [place("verify.mjs"), ...words], { encoding: "utf8" });
  return { status, stdout, stderr };
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kms-verify-"));
  const main = join(import.meta.dirname, "main.ts");
  await build({ entryPoints: [main], outfile: place("verify.mjs"), bundle: true, platform: "node", format: "esm", logLevel: "silent" });
  put("key.pem", log.pem);
  put("export", fileOf(lines));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("an export and a key are enough, without a network, a database or a token", () => {
  const { status, stdout, stderr } = run(place("export"), "--key", place("key.pem"));
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(`700 rows, 0 hidden, size 700, root ${rootOf(700).toString("base64")}, origin ${originOf(log.spki, 1)}\n`);
});

test("a row that was changed is named, and so is a file that was cut off within a line", () => {
  const changed = fileOf(lines.with(301, makeRow(300, { more: 1 })));
  expect(run(put("changed", changed), "--key", place("key.pem"))).toEqual({
    status: 1,
    stdout: "NOT VERIFIED: the row at index 299 (trace 300, line 302) was changed\n",
    stderr: "",
  });
  expect(run(put("cut", fileOf(lines).subarray(0, -1)), "--key", place("key.pem")).stdout).toMatch(/cut off in the middle of line 705/);
  // What was wrong before counts.
  expect(run(put("both", changed.subarray(0, -1)), "--key", place("key.pem")).stdout).toMatch(/index 299/);
  expect(
    run(put("long", Buffer.concat([fileOf(lines.slice(0, 5)), Buffer.alloc(1_100_000, 32)])), "--key", place("key.pem")).stdout,
  ).toMatch(/line 6 is longer/);
  expect(run(put("nothing", ""), "--key", place("key.pem")).stdout).toMatch(/empty/);
  expect(run(place("export"), "--key", put("other.pem", makeAuditKey().pem))).toMatchObject({ status: 1 });
});

test("lines that fall across the pieces in which the file is read", () => {
  const many = Array.from({ length: 20_000 }, (_, index) => makeRow(index + 1, { filling: "x".repeat(index % 700) }));
  expect(run(put("large", fileOf(exportLines(log, many))), "--key", place("key.pem")).stdout).toMatch(/^20000 rows/);
});

test("a receipt is told by its first line", () => {
  const proof = inclusionPlan(7, 700).map(({ from, to }) => foldLeaves(hashes.slice(from, to)));
  const receipt = formatReceipt({ leaf: rows[7] ?? Buffer.of(), index: 7, proof, checkpoint: signCheckpoint(log, 700, rootOf(700)) });
  const { status, stdout } = run(put("receipt", receipt), "--key", place("key.pem"));
  expect([status, stdout.split("\n")[1]]).toEqual([0, rows[7]?.toString()]);
  expect(run(put("wrong", receipt.replace("index 7", "index 8")), "--key", place("key.pem"), "--receipt")).toMatchObject({ status: 1 });
  expect(run(place("export"), "--key", place("key.pem"), "--receipt").stdout).toMatch(/NOT VERIFIED: a receipt/);
});

test("a remembered checkpoint, of the log as it is and of one that was rewritten", () => {
  const since = (name: string, text: string) => run(place("export"), "--key", place("key.pem"), "--since", put(name, text));
  expect(since("since", signCheckpoint(log, 300, rootOf(300))).stdout).toMatch(/grown out of the 300 rows/);
  // An earlier incarnation.
  expect(since("earlier", signCheckpoint(log, 300, rootOf(300), 0))).toMatchObject({ status: 0 });
  expect(since("rewritten", signCheckpoint(log, 300, rootOf(299))).stdout).toMatch(/rewritten: its first 300 rows/);
  expect(since("newer", signCheckpoint(log, 701, rootOf(700))).stdout).toMatch(/rolled back/);
  expect(since("forged", signCheckpoint(makeAuditKey(), 300, rootOf(300)))).toMatchObject({ status: 1 });
});

test("a proof of consistency, with a remembered checkpoint", () => {
  const proof = consistencyPlan(300, 700).map(({ from, to }) => foldLeaves(hashes.slice(from, to)));
  put("proof", formatConsistency(300, proof, signCheckpoint(log, 700, rootOf(700))));
  const since = (count: number) => put("remembered", signCheckpoint(log, count, rootOf(count)));
  expect(run(place("proof"), "--key", place("key.pem"), "--since", since(300)).stdout).toMatch(/^size 700, .*grown out of the 300 rows/);
  expect(run(place("proof"), "--key", place("key.pem"), "--since", since(299))).toMatchObject({ status: 1 });
  expect(run(place("proof"), "--key", place("key.pem"))).toMatchObject({ status: 2 });
});

test("a policy asks for witnesses, and may stand for the key", () => {
  const policy = `log ${formatLogKey(originOf(log.spki, 1), log.spki)}\nwitness w1 ${witness.verifierKey}\nquorum w1\n`;
  put("policy", policy);
  expect(run(place("export"), "--policy", place("policy")).stdout).toMatch(/more witnesses/);
  const cosigned = [witness.cosign(formatCheckpointBody(originOf(log.spki, 1), 700, rootOf(700)))];
  const line = Buffer.from(JSON.stringify({ checkpoint: signCheckpoint(log, 700, rootOf(700), 1, cosigned) }));
  put("witnessed", fileOf(lines.with(-1, line)));
  expect(run(place("witnessed"), "--policy", place("policy"))).toMatchObject({ status: 0 });
  expect(run(place("witnessed"), "--policy", place("policy"), "--key", place("key.pem"))).toMatchObject({ status: 0 });
  expect(run(place("witnessed"), "--policy", put("open", "quorum none\n"))).toMatchObject({ status: 2 });
});

test("the state follows from the log or not", () => {
  const dump = (meaning: string) =>
    [
      { format: "kms-state/1", settled: "700" },
      { book: "key/a", number: "1", rows: [{ table: "cmk", row: "a", digest: meaning }] },
      { books: 1 },
    ]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join("");
  const state = (name: string, text: string) => run(place("export"), "--key", place("key.pem"), "--state", put(name, text));
  expect(state("dump", dump(sealed)).stdout).toMatch(/the state follows from it: 1 rows in 1 books/);
  expect(state("changed-dump", dump(rootOf(1).toString("base64"))).stdout).toMatch(
    /NOT VERIFIED: the state does not follow.*key\/a.*trace 501/,
  );
  const partly = exportLines(log, rows, [{ from: 500, to: 501, why: "other" }]);
  expect(run(put("partly", fileOf(partly)), "--key", place("key.pem"), "--state", place("dump")).stdout).toMatch(
    /NOT VERIFIED.*rows are hidden/,
  );
  expect(state("cut-dump", dump(sealed).slice(0, -1))).toMatchObject({ status: 1 });
});

test("a file that speaks to the terminal is not let through", () => {
  const header = Buffer.from(formatHeader("x\u001b[2J\u009b1m\n700 rows, 0 hidden\u202e"));
  const { status, stdout } = run(put("loud", fileOf(lines.with(0, header))), "--key", place("key.pem"));
  expect([status, stdout.trimEnd().includes("\n")]).toEqual([1, false]);
  expect(stdout).toContain("x\\u001b[2J\\u009b1m\\u000a700 rows, 0 hidden\\u202e");
});

test("called wrongly", () => {
  const wrong = [
    [],
    [place("export")],
    [place("export"), place("export"), "--key", place("key.pem")],
    [place("export"), "--key"],
    [place("none"), "--key", place("key.pem")],
    [place("export"), "--key", place("none")],
    [place("export"), "--key", place("key.pem"), "--no"],
  ];
  for (const words of wrong) expect([words, run(...words)]).toMatchObject([words, { status: 2, stdout: "" }]);
  expect(run().stderr).toMatch(/usage: audit:verify FILE --key PEM/);
});

test("it is bundled without anything of the product's, and of Node.js alone", () => {
  const bundle = readFileSync(place("verify.mjs"), "utf8");
  const sources = [...bundle.matchAll(/^\/\/ (lib\/\S+|node_modules\/\S+)$/gm)].map(([, file = ""]) => file);
  expect(sources.length).toBeGreaterThan(8);
  expect(sources.filter((file) => !file.startsWith("lib/audit/verify/"))).toEqual([]);
  const packages = [...bundle.matchAll(/^import .* from "(.*)";$/gm)].map(([, name = ""]) => name);
  expect(packages).toContain("node:crypto");
  expect(packages.filter((name) => !name.startsWith("node:"))).toEqual([]);
});
