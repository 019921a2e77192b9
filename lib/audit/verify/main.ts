/**
 * The command `npm run --silent audit:verify -- FILE --key PEM`: verifies an export of the audit log, a receipt or a proof of
 * consistency with nothing else of the product running. It exits with 0 and a line of what was verified, with 1 and a sentence of the first thing that is wrong, or with 2 where
 * it was called wrongly or a file cannot be read.
 */
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Checkpoint, parseCheckpoint, readAuditKey, type TreeHead, verifyCheckpoint } from "./checkpoint";
import { CONSISTENCY_START, parseConsistency, verifyGrowth } from "./consistency";
import { Unverified } from "./encoding";
import { exportVerifier } from "./export";
import { MOST_LINE_BYTES } from "./export-lines";
import { readLines } from "./lines";
import { parsePolicy, verifyByPolicy } from "./policy";
import { parseReceipt, RECEIPT_HEADER, verifyReceipt } from "./receipt";
import { dumpReader, MOST_DUMP_LINE_BYTES, stateReplay } from "./state";

const USAGE = `usage: audit:verify FILE --key PEM [--policy FILE] [--since CHECKPOINT] [--state DUMP] [--receipt]
  FILE       an export of the audit log, a receipt, or with --since a proof of consistency; told apart by how they begin
  --key      public audit key
  --policy   logs and witnesses that are trusted (c2sp.org/tlog-policy); where it names logs, --key may be left out
  --since    a checkpoint that is remembered: the log must have grown out of it
  --state    a dump of the state (npm run --silent admin -- state export), which must follow from the export
  --receipt  FILE must be a receipt`;

type Options = {
  readonly file: string;
  readonly key?: string | undefined;
  readonly policy?: string | undefined;
  readonly since?: string | undefined;
  readonly state?: string | undefined;
  readonly receipt?: boolean | undefined;
};

process.exitCode = run(process.argv.slice(2));

function run(words: readonly string[]): number {
  try {
    for (const line of verify(readOptions(words))) console.log(harmless(line));
    return 0;
  } catch (error) {
    if (error instanceof Unverified) {
      // The verdict is the command's answer, and stands where the answer does.
      console.log(harmless(`NOT VERIFIED: ${error.message}`));
      return 1;
    }
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

function readOptions(words: readonly string[]): Options {
  const text = { type: "string" } as const;
  const options = { key: text, policy: text, since: text, state: text, receipt: { type: "boolean" } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error("one FILE is to be verified");
    if (values.key === undefined && values.policy === undefined) throw new Error("--key or --policy says whom to trust");
    return { ...values, file };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`);
  }
}

/** What stands in a file may be anybody's: as a line of a terminal it has no second line, no commands, and reads from left to right. */
function harmless(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** @returns lines of what was verified */
function verify(options: Options): string[] {
  const trust = trustOf(options);
  const since = options.since === undefined ? undefined : parseCheckpoint(readFileSync(options.since));
  // Another incarnation of the same log may have signed it: that is where it grew out of.
  if (since !== undefined) trust(since);
  if (options.receipt === true || beginsWith(options.file, RECEIPT_HEADER)) {
    if (since !== undefined || options.state !== undefined) throw new Error(`a receipt is verified alone\n${USAGE}`);
    return describeReceipt(options.file, trust);
  }
  if (beginsWith(options.file, CONSISTENCY_START)) {
    if (since === undefined || options.state !== undefined)
      throw new Error(`a proof of consistency is verified with --since alone\n${USAGE}`);
    return describeGrowth(options.file, since, trust);
  }
  const replay = options.state === undefined ? undefined : stateReplay(readDump(options.state));
  const verifier = exportVerifier({ trust, since, onRow: replay?.takeRow, onHidden: replay?.takeHidden });
  readFile(options.file, verifier.take, MOST_LINE_BYTES, verifier.stop);
  const { rows, hidden, size, root, origin } = verifier.finish();
  const state = replay?.finish();
  const parts = [
    `${rows} rows, ${hidden} hidden, size ${size}, root ${root.toString("base64")}, origin ${origin}`,
    since === undefined ? "" : `, grown out of the ${since.size} rows of the remembered checkpoint`,
    state === undefined ? "" : `, and the state follows from it: ${state.rows} rows in ${state.books} books`,
  ];
  return [parts.join("")];
}

function trustOf({ key: pem, policy: file }: Options): (checkpoint: Checkpoint) => void {
  const key = pem === undefined ? undefined : readAuditKey(readFileSync(pem, "utf8"));
  const policy = file === undefined ? undefined : parsePolicy(readFileSync(file));
  if (key === undefined && policy?.logs.length === 0) throw new Error(`the policy names no log, so --key has to\n${USAGE}`);
  return (checkpoint) => {
    if (key !== undefined) verifyCheckpoint(checkpoint, key);
    if (policy !== undefined) verifyByPolicy(checkpoint, policy);
  };
}

function describeReceipt(file: string, trust: (checkpoint: Checkpoint) => void): string[] {
  const receipt = parseReceipt(readFileSync(file));
  verifyReceipt(receipt, trust);
  const { size, origin, root } = receipt.checkpoint;
  return [`1 row at index ${receipt.index}, size ${size}, root ${root.toString("base64")}, origin ${origin}`, receipt.leaf.toString()];
}

function describeGrowth(file: string, since: TreeHead, trust: (checkpoint: Checkpoint) => void): string[] {
  const proof = parseConsistency(readFileSync(file));
  verifyGrowth(proof, since, trust);
  const { size, origin, root } = proof.checkpoint;
  return [
    `size ${size}, root ${root.toString("base64")}, origin ${origin}, grown out of the ${since.size} rows of the remembered checkpoint`,
  ];
}

function beginsWith(path: string, text: string): boolean {
  const start = Buffer.alloc(text.length);
  const file = openSync(path, "r");
  try {
    return readSync(file, start, 0, start.length, 0) === start.length && start.toString() === text;
  } finally {
    closeSync(file);
  }
}

function readDump(path: string): ReturnType<ReturnType<typeof dumpReader>["finish"]> {
  const { take, finish } = dumpReader();
  const stop = (reason: string): never => {
    throw new Unverified(`the dump of the state: ${reason}`);
  };
  readFile(path, take, MOST_DUMP_LINE_BYTES, stop);
  return finish();
}

/** @param stop says what is wrong where the lines could not be read on */
function readFile(path: string, take: (line: Buffer) => void, mostBytes: number, stop: (reason: string) => never): void {
  const file = openSync(path, "r");
  try {
    readLines(file, take, mostBytes);
  } catch (error) {
    if (error instanceof Unverified) stop(error.message);
    throw error;
  } finally {
    closeSync(file);
  }
}
