/** Words of the sealed log: its state, on System and Overview, and what was found that cannot be honest. */
import { count, noun, plural } from "../plural";

function span(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 120) return plural(seconds, "second");
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? plural(minutes, "minute") : plural(Math.round(minutes / 60), "hour");
}

export const logWords = {
  title: "Audit log",
  lead: "Every trace becomes a leaf of a tree whose root the token signs, so that whoever keeps a checkpoint sees that nothing before it was changed since.",
  states: {
    broken: "Not what was sealed",
    faults: (faults: number) => `${plural(faults, "entry", "entries")} changed`,
    witnesses: "A witness saw another log",
    late: (ms: number) => `Behind by ${span(ms)}`,
    empty: "Nothing is sealed yet",
    well: "Healthy",
  },
  /** Beside the name, in one line. */
  sealed: (size: number) => `${plural(size, "trace")} sealed`,
  checkpoint: "Last checkpoint",
  /** Followed by root and time. */
  size: (size: number) => plural(size, "trace"),
  root: "root",
  noCheckpoint: "None yet",
  lag: "Waiting",
  nothingWaits: "Nothing: every trace is sealed",
  waits: (ms: number) => `The oldest trace that is not sealed, for ${span(ms)}`,
  verification: "Last verification",
  /** Leaves are counted from 0, traces from 1. */
  verified: (begins: number, ends: number) =>
    begins === 0 ? `${plural(ends, "trace")} compared with the log` : `Traces ${count(begins + 1)} to ${count(ends)} compared with the log`,
  wrong: (wrong: number) =>
    wrong === 0 ? "all as they were sealed" : `${plural(wrong, "entry", "entries")} ${noun(wrong, "is", "are")} not as sealed`,
  notVerified: "Not yet: rows are compared with the log each hour",
  origin: "Origin",
  incarnation: (incarnation: number) => `incarnation ${count(incarnation)}`,
  key: "Audit key",
  keyId: "ID",
  download: "Download PEM",
  downloaded: (file: string) => `Audit key saved: ${file}`,
  keyHint: "Keep it outside this installation. With it alone, npm run audit:verify checks an export or a receipt.",
  keyFailed: "The audit key cannot be shown.",
  loading: "Asking the token",
  witnesses: "Witnesses",
  cosigned: (size: number) => `cosigned ${plural(size, "trace")}`,
  notCosigned: "has cosigned nothing yet",
  failing: (times: number) => `failing, ${plural(times, "time")} in a row`,
  more: (number: number) => `And ${plural(number, "more entry", "more entries")}: npm run admin -- integrity check names them all.`,
  advice: "Find out who can write in the database, and keep what is there as evidence.",
  /** Where nothing more is sealed. */
  adviceBroken:
    "Nothing more is sealed. Put the newest database back, or go on from this one with npm run admin -- integrity accept-rollback.",
} as const;

export const incidentWords = {
  title: "Incident: the database was changed by somebody else",
  more: (number: number) => `And ${count(number)} more.`,
} as const;
