/** What happens without anybody calling. One row a job: its name for people, and how often it looks for work. */

type JobRow = {
  readonly label: string;
  /** Seconds from one look to the next; every worker asks for it, and one of them does it. */
  readonly everySeconds: number;
};

export const JOBS = {
  rotation: { label: "Key rotation", everySeconds: 20 },
  deletion: { label: "Scheduled key deletion", everySeconds: 20 },
  materialExpiry: { label: "Key material expiry", everySeconds: 10 },
  tokenExpiry: { label: "Removal of expired tokens", everySeconds: 300 },
  domainKeys: { label: "Domain keys", everySeconds: 20 },
  integrity: { label: "Integrity of the database", everySeconds: 3_600 },
} as const satisfies Record<string, JobRow>;

export type JobName = keyof typeof JOBS;
export const JOB_NAMES = Object.keys(JOBS) as [JobName, ...JobName[]];

/** How a job fares, as the database has it. */
export type JobRun = {
  readonly name: JobName;
  readonly startedAt: Date;
  /** End of the last run that did not fail. */
  readonly finishedAt: Date | null;
  readonly nextAt: Date | null;
  readonly failedAt: Date | null;
  /** A sentence of the table of errors; "" where none failed yet. */
  readonly failure: string;
  readonly failuresInARow: number;
  readonly runs: number;
  readonly failures: number;
  /** Keys, tokens and the like that were dealt with. */
  readonly dealtWith: number;
};

/** A job that nobody has begun for so many of its paces, and for so long (ms), has stopped. */
const PACES_MISSED = 5;
const LATE_MS = 120_000;

/** Whether a job fares well: its last run did not fail, and the next one came when it was wanted. */
export function isWell({ name, startedAt, failuresInARow }: Pick<JobRun, "name" | "startedAt" | "failuresInARow">, now: Date): boolean {
  const longest = Math.max(LATE_MS, PACES_MISSED * JOBS[name].everySeconds * 1000);
  return failuresInARow === 0 && now.getTime() - startedAt.getTime() <= longest;
}

/** A due deletion is carried out only if it was seen as due by an earlier sweep, so many ms before: a clock that jumped back meanwhile takes it back. */
export const DELETION_CONFIRMATION_MS = 60_000;
