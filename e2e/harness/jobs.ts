/** What a running product's jobs have done, and what makes them come sooner than their times. */
import { expect } from "vitest";
import { DELETION_CONFIRMATION_MS, type JobName } from "#lib/domain/job";
import { sql } from "./database";
import type { Product } from "./product";

/** How often a job has been run, by any instance. */
export async function jobRuns({ apiUrl }: Pick<Product, "apiUrl">, job: JobName): Promise<number> {
  const metrics = await (await fetch(`${apiUrl}/metrics`)).text();
  return Number(new RegExp(`^kms_job_runs_total\\{job="${job}"\\} (\\d+)`, "m").exec(metrics)?.[1] ?? 0);
}

/** Waits until each of these jobs has been run once more, from its beginning to its end. */
export async function nextRunsOf(product: Pick<Product, "apiUrl">, ...jobs: JobName[]): Promise<void> {
  await Promise.all(
    jobs.map(async (job) => {
      const before = await jobRuns(product, job);
      // The next to be counted may have begun already.
      await expect.poll(() => jobRuns(product, job), { timeout: 120_000, interval: 500 }).toBeGreaterThan(before + 1);
    }),
  );
}

/** All deletions that have been seen as due were seen so long ago that the next look carries them out. */
export async function ageSightings(dataDir: string): Promise<void> {
  await sql(dataDir, "update deletion_sighting set seen_at = seen_at - $1 * interval '1 millisecond'", [DELETION_CONFIRMATION_MS]);
}
