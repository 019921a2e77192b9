/**
 * Two verifiers of the audit log that share no line of code agree: the product's own, and one of a hundred lines of Python that was written
 * from the formats. Files are generated, sound and damaged in every way.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readAuditKey, verifyCheckpoint } from "#lib/audit/verify/checkpoint";
import { Unverified } from "#lib/audit/verify/encoding";
import { exportVerifier } from "#lib/audit/verify/export";
import { formatCheckpointLine, kindOf, MOST_LINE_BYTES } from "#lib/audit/verify/export-lines";
import { exportLines, fileOf, type Hidden, makeRow } from "#lib/audit/verify/testing/exports";
import { makeAuditKey, makeWitness, signCheckpoint } from "#lib/audit/verify/testing/signers";
import { foldLeaves, leafHash } from "#lib/audit/verify/tree";
import { isPythonSkipped, PYTHON, PYTHON_MISSING } from "../harness/openstack-python";

const SCRIPT = join(import.meta.dirname, "verify_log.py");
/** Verifies every file whose path comes in, in one process. */
const DRIVER = `
import json, sys
sys.path.insert(0, ${JSON.stringify(import.meta.dirname)})
sys.dont_write_bytecode = True
import verify_log
for path in sys.stdin.read().splitlines():
    try: print(json.dumps([True, verify_log.verify(path, sys.argv[1])]))
    except verify_log.Wrong as wrong: print(json.dumps([False, str(wrong)]))
`;
type Verdict = readonly [isVerified: boolean, text: string];
type Sample = { readonly what: string; readonly bytes: Buffer; readonly isSound?: boolean; readonly namesRow?: boolean };

const log = makeAuditKey();
const rows = Array.from({ length: 600 }, (_, index) => makeRow(10 + 3 * index, index % 50 === 0 ? { note: 'é\u2028"\\' } : {}));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kms-verify-log-"));
  writeFileSync(join(folder, "key.pem"), log.pem);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ours(bytes: Buffer): Verdict {
  const verifier = exportVerifier({ trust: (checkpoint) => verifyCheckpoint(checkpoint, readAuditKey(log.pem)) });
  try {
    const lines = bytes.toString("latin1").split("\n");
    for (const line of lines.slice(0, -1)) {
      if (line.length > MOST_LINE_BYTES) verifier.stop("too long");
      verifier.take(Buffer.from(line, "latin1"));
    }
    if (lines.at(-1) !== "") verifier.stop("cut off");
    const { rows: shown, hidden, size, root, origin } = verifier.finish();
    return [true, `${shown} rows, ${hidden} hidden, size ${size}, root ${root.toString("base64")}, origin ${origin}`];
  } catch (error) {
    expect(error).toBeInstanceOf(Unverified);
    return [false, (error as Error).message];
  }
}

function theirs(samples: readonly Sample[]): Verdict[] {
  const paths = samples.map(({ bytes }, place) => {
    const path = join(folder, `export-${place}`);
    writeFileSync(path, bytes);
    return path;
  });
  const words = ["-c", DRIVER, join(folder, "key.pem")];
  const { stdout, stderr } = spawnSync(PYTHON ?? "", words, { input: paths.join("\n"), encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  expect(stderr).toBe("");
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Verdict);
}

/** @returns how many were sound and how many not */
function compare(samples: readonly Sample[]): readonly [number, number] {
  const found = theirs(samples);
  expect(found.length).toBe(samples.length);
  const own = samples.map(({ bytes }) => ours(bytes));
  samples.forEach(({ what, isSound, namesRow }, place) => {
    const [[isVerified, text] = [], [isTheirs, theirText] = []] = [own[place], found[place]];
    expect([what, isTheirs, theirText]).toEqual([what, isVerified, isVerified === true ? text : theirText]);
    if (isSound !== undefined) expect([what, isVerified, text]).toEqual([what, isSound, text]);
    if (namesRow === true) expect([what, indexIn(theirText)]).toEqual([what, indexIn(text)]);
  });
  const sound = own.filter(([isVerified]) => isVerified).length;
  return [sound, own.length - sound];
}
const indexIn = (text = "") => /index (\d+)/.exec(text)?.[1] ?? text;

const hidden = fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 6 }).map((cuts): Hidden[] => {
  const borders = [...new Set([...cuts, 0, 600])].sort((a, b) => a - b);
  return borders
    .slice(1)
    .flatMap((to, place) => (place % 2 === 0 ? [{ from: borders[place] ?? 0, to, why: place === 0 ? "retention" : "other" }] : []));
});
const base = fc.oneof(fc.constant<Hidden[]>([]), hidden).map((ranges) => exportLines(log, rows, ranges));

const damagedRow = fc
  .tuple(base, fc.constantFrom("change", "remove", "repeat", "insert", "swap"), fc.nat(), fc.nat(), fc.nat())
  .map(([lines, what, at, to, byte]): Sample => {
    const shown = lines.flatMap((line, place) => (kindOf(line) === "row" && place > 0 ? [place] : []));
    const [a, b] = [shown[at % shown.length], shown[to % shown.length]];
    const [row, other] = [lines[a ?? 0], lines[b ?? 0]];
    if (a === undefined || b === undefined || row === undefined || other === undefined) return { what: "nothing", bytes: fileOf(lines) };
    const changed = Buffer.from(row);
    const where = 14 + (byte % (row.length - 14));
    changed[where] = (changed[where] ?? 0) ^ 1;
    const damaged: Record<string, Buffer[]> = {
      change: lines.with(a, changed),
      remove: lines.toSpliced(a, 1),
      repeat: lines.toSpliced(a, 0, row),
      insert: lines.toSpliced(a, 0, makeRow(5 + byte * 3)),
      swap: lines.with(a, other).with(b, row),
    };
    const isSame = what === "swap" && a === b;
    return { what: `${what} line ${a + 1}`, bytes: fileOf(damaged[what] ?? []), isSound: isSame, namesRow: what !== "remove" && !isSame };
  });
const damagedLine = fc
  .tuple(base, fc.constantFrom("remove", "repeat", "swap", "cut"), fc.nat(), fc.nat())
  .map(([lines, what, at, to]): Sample => {
    // Other lines than rows are few, and are to be hit as often.
    const special = lines.flatMap((line, place) => (place === 0 || kindOf(line) !== "row" ? [place] : []));
    const a = special[at % special.length] ?? 0;
    const b = to % lines.length;
    const [one, other] = [lines[a] ?? Buffer.of(), lines[b] ?? Buffer.of()];
    const damaged: Record<string, Buffer[]> = {
      remove: lines.toSpliced(a, 1),
      repeat: lines.toSpliced(b, 0, one),
      swap: lines.with(a, other).with(b, one),
      cut: lines.slice(0, b),
    };
    return { what: `${what} line ${a + 1}, ${b + 1}`, bytes: fileOf(damaged[what] ?? []) };
  });
const damagedBytes = fc
  .tuple(base, fc.nat(), fc.nat(), fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1))
  .map(([lines, at, where, byte, kind]): Sample => {
    const special = lines.flatMap((line, place) => (place === 0 || kindOf(line) !== "row" ? [place] : []));
    const place = (kind === 0 ? special[at % special.length] : at % lines.length) ?? 0;
    const changed = Buffer.from(lines[place] ?? Buffer.of());
    const offset = where % Math.max(changed.length, 1);
    const before = changed[offset];
    changed[offset] = byte;
    return { what: `byte ${offset} of line ${place + 1} is ${byte}`, bytes: fileOf(lines.with(place, changed)), isSound: before === byte };
  });

describe.skipIf(isPythonSkipped)("a verifier in Python", () => {
  test("is there, in a hundred lines", () => {
    expect(PYTHON, PYTHON_MISSING).toBeDefined();
    expect(spawnSync("wc", ["-l", SCRIPT], { encoding: "utf8" }).stdout).toMatch(/^100 /);
  });

  test("is a program: FILE PEM", () => {
    const run = (...words: string[]) => {
      const { status, stdout } = spawnSync(PYTHON ?? "", [SCRIPT, ...words], { encoding: "utf8" });
      return [status, stdout];
    };
    const lines = exportLines(log, rows);
    writeFileSync(join(folder, "sound"), fileOf(lines));
    writeFileSync(join(folder, "changed"), fileOf(lines.with(5, makeRow(22, { more: 1 }))));
    expect(run(join(folder, "sound"), join(folder, "key.pem"))).toEqual([0, `${ours(fileOf(lines))[1]}\n`]);
    expect(run(join(folder, "changed"), join(folder, "key.pem"))).toEqual([1, expect.stringMatching(/index 4 \(trace 22, line 6\)/)]);
    expect(run(join(folder, "sound"))).toEqual([1, ""]);
  });

  test("takes the same sound files, of every size and with any rows hidden", () => {
    const sizes = [0, 1, 2, 255, 256, 257, 511, 512, 513].map((count) => ({
      what: `${count}`,
      bytes: fileOf(exportLines(log, rows.slice(0, count))),
    }));
    const some = fc.sample(hidden, 60).map((ranges) => ({ what: JSON.stringify(ranges), bytes: fileOf(exportLines(log, rows, ranges)) }));
    expect(compare([...sizes, ...some])).toEqual([69, 0]);
  });

  test("names the same row of those that were changed, removed, repeated, inserted or swapped", () => {
    const [, damaged] = compare(fc.sample(damagedRow, 250));
    expect(damaged).toBeGreaterThan(200);
  });

  test("refuses the same files of which a line is gone, moved or cut", () => {
    const [, damaged] = compare(fc.sample(damagedLine, 250));
    expect(damaged).toBeGreaterThan(150);
  });

  test("refuses the same files of which a byte is another", () => {
    const [, damaged] = compare(fc.sample(damagedBytes, 250));
    expect(damaged).toBeGreaterThan(200);
  });

  test("trusts the same checkpoints", () => {
    const lines = exportLines(log, rows);
    const root = foldLeaves(rows.map(leafHash));
    const text = signCheckpoint(log, 600, root);
    const [body = "", signatures = ""] = text.split("\n\n");
    const [, , signature = ""] = signatures.trim().split(" ");
    const wrong = Buffer.from(signature, "base64");
    wrong[20] = (wrong[20] ?? 0) ^ 1;
    const spoiled = `\u2014 ${body.split("\n")[0]} ${wrong.toString("base64")}\n`;
    const junk = makeWitness("witness.example/w").cosign(`${body}\n`);
    const other = makeAuditKey();
    const notes: [string, boolean][] = [
      [text, true],
      [`${text}${junk}`, true],
      [`${body}\n\n${junk}${signatures}`, true],
      [`${text}${junk.repeat(63)}`, true],
      [`${text}${junk.repeat(64)}`, false],
      [`${text}${spoiled}`, false],
      [`${body}\n\n${junk}`, false],
      [`${text}\n`, false],
      [`${text}x`, false],
      [text.slice(0, -1), false],
      [`${text}\u2014 a\u00a0b AAAAAAA=\n`, false],
      [`${text}\u2014 a+b AAAAAAA=\n`, false],
      [`${text}\u2014 ab AAAAAAA\n`, false],
      [`${text}\u2014 ab AAAA\n`, false],
      [`${body}\nextension\n\n${signatures}`, false],
      [text.replace("\n600\n", "\n0600\n"), false],
      [text.replace("\n600\n", "\n٦٠٠\n"), false],
      [signCheckpoint(log, 600, root, 2), false],
      [signCheckpoint(log, 601, root), false],
      [signCheckpoint(log, 600, leafHash(Buffer.of())), false],
      [signCheckpoint(other, 600, root), false],
    ];
    const checkpointLine = (note: string) => Buffer.from(formatCheckpointLine(note));
    compare(notes.map(([note, isSound]) => ({ what: note, isSound, bytes: fileOf(lines.with(-1, checkpointLine(note))) })));
  });
});
