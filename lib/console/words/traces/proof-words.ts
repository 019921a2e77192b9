/** Words of a trace's proof: what the page has computed, step by step, and what does not verify. */
import { count, noun, plural } from "../plural";

/** A list of many members would not be read. */
const NAMED = 3;

function list(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}`;
}

export const proofWords = {
  title: "Proof",
  leaf: (index: number) => `Leaf ${count(index)}`,
  notSealed: "Not sealed yet",
  notSealedHint: "The sealed log takes a trace within seconds. Verify waits for it.",
  lead: "This page computes by itself whether the signed log has exactly this trace.",
  verify: "Verify",
  again: "Verify again",
  download: "Download receipt",
  downloaded: (file: string) => `Receipt saved: ${file}`,
  insecure:
    "A browser offers its cryptography only to pages under HTTPS or of this machine. Download the receipt, and check it with npm run audit:verify.",
  verified: "Verified in this page",
  notVerified: "Does not verify",

  path: "Path from this trace to the root",
  steps: { leaf: "This trace", left: "and left", right: "and right", computed: "Leads to", root: "Root" },
  moreSteps: (number: number) => plural(number, "more step"),
  /** As in "Copy hash of this trace". */
  hashes: {
    leaf: "hash of this trace",
    step: (number: number) => `hash ${count(number)} of the path`,
    computed: "computed hash",
    root: "root",
  },

  row: "Row",
  rowSame: "the same as shown here",
  rowOther: (names: readonly string[]) => (names.length === 0 ? "written otherwise" : `another: ${list(names)}`),
  checkpoint: "Checkpoint",
  sameRoot: (size: number) => `${plural(size, "trace")}, same root`,
  otherRoot: (size: number) => `${plural(size, "trace")}, another root`,
  noCheckpoint: "none that can be read",
  signature: "Signature",
  signed: (keyId: string) => `valid, audit key ${keyId}`,
  notSigned: (keyId: string) => `not by audit key ${keyId}`,
  signedAt: "Signed",
  origin: "Log",
  compare: "The audit key is as this service shows it: compare its ID with the one that you keep elsewhere.",

  faults: {
    row: (names: readonly string[]) =>
      names.length === 0
        ? "The sealed row is written otherwise than the one that is shown here."
        : `The sealed row is not the one that is shown here: ${list(names)} ${noun(names.length, "differs", "differ")}.`,
    place: (sealed: number, shown: number) =>
      `The receipt is about leaf ${count(sealed)} of the log, and the trace is shown as leaf ${count(shown)}.`,
    path: "The path does not lead from the row to the root of the checkpoint.",
    checkpoint: "The service gave no checkpoint that can be read.",
    signature: "The checkpoint is not signed by the audit key.",
    /** Before the service's own sentence. */
    refused: "The service gives no receipt for this trace.",
  },
} as const;
