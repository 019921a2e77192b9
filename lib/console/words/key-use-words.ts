/** Words about the use of a key: when it was used last, who calls it, and disabling it in shadow. */
import { count, plural } from "./plural";

const EVERYDAY = {
  encryptData: "Encrypt data",
  decryptData: "Decrypt data",
  reEncrypt: "Re-encrypt",
  createDataKey: "Create a data key",
  createDataKeyWithoutPlaintext: "Create a data key without plaintext",
  encryptDatakey: "Encrypt a data key",
  decryptDatakey: "Decrypt a data key",
  createRsaDatakeyPair: "Create an RSA data key pair",
  createEcDatakeyPair: "Create an EC data key pair",
  sign: "Sign",
  verify: "Verify",
  generateMac: "Generate a MAC",
  verifyMac: "Verify a MAC",
} as const;

/** What is done by a trace name, said for people; the name itself where it has no such words. */
export function operationWords(traceName: string): string {
  return Object.hasOwn(EVERYDAY, traceName) ? EVERYDAY[traceName as keyof typeof EVERYDAY] : traceName;
}

export const keyUseWords = {
  tab: "Use",
  title: "What would break",
  lead: "Who called the key, and what would fail without it.",
  lastUsed: "Last used",
  never: "never",
  /** On hover, after the time. */
  lastUseBy: (operation: string, caller: string) => `${operationWords(operation)}, by ${caller}`,
  neverSince: (date: string) => `No use is known since ${date}`,
  span: "Days looked back",
  days: { "7": "7 days", "30": "30 days", "365": "365 days" },
  loading: "Looking at who uses the key…",
  error: "Who uses the key could not be read",
  forbidden: "You may not see who uses the key",
  none: "No calls",
  noneHint: (days: number) => `Nobody called this key in the last ${plural(days, "day")}. Look further back to be sure.`,
  sum: (calls: number, callers: number) => `${plural(calls, "call")} from ${plural(callers, "caller")}`,
  refused: (number: number) => `${count(number)} of them refused or failed`,
  tracked: (date: string) => `Uses are known since ${date}.`,
  partial: "The latest calls may be missing: they are still being counted.",
  chart: (days: number) => `Calls on this key in the last ${plural(days, "day")}`,
  chartDays: "Above what worked, below what was refused or failed. Days are those of UTC.",
  callers: "Callers",
  callersShown: (shown: number, all: number) => `The latest ${count(shown)} of ${count(all)}`,
  columns: { caller: "Caller", calls: "Calls", refused: "Refused", wouldFail: "Would have failed", last: "Last call" },
  foreign: "of another account",
  kinds: {
    service: "cloud service",
    federated: "signed in by ID token",
    user: "",
    system: "system",
    operator: "operator",
    unknown: "unknown",
  },
  operations: "By operation",
  versions: "By version",
  version: (version: number | null) => (version === null ? "No version known" : `Version ${version}`),
} as const;

export const shadowWords = {
  /** In the menu, and on the button. */
  start: "Disable in shadow",
  badge: "In shadow",
  badgeTip: "The key works on; each call that would fail if it were disabled is counted.",
  title: "Disable in Shadow",
  lead: "For as many days as you say the key works on, and each call that would fail if it were disabled is marked and counted. Nothing fails because of it.",
  days: "Shadow period (days)",
  daysHint: "1 to 30",
  daysInvalid: "Enter a whole number from 1 to 30.",
  ends: "Ends",
  unknownDate: "–",
  started: "The key is being disabled in shadow",
  stopped: "Disabling in shadow stopped",
  region: "Disabling in shadow",
  wouldFail: (calls: number, callers: number) =>
    calls === 0 ? "No call would have failed so far" : `${plural(calls, "call")} from ${plural(callers, "caller")} would have failed`,
  didFail: (calls: number, callers: number) =>
    calls === 0 ? "No call would have failed" : `${plural(calls, "call")} from ${plural(callers, "caller")} would have failed`,
  running: "Disabling in shadow",
  ended: "Disabled in shadow before",
  since: "since",
  until: "until",
  disable: "Disable",
  stop: "Stop",
  offer: "Not sure? Disable the key in shadow first: it works on, and what would fail is counted.",
  notEnabled: "Only an enabled key can be disabled in shadow.",
  isRunning: "The key is being disabled in shadow already.",
} as const;
