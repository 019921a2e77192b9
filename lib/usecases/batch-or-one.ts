/**
 * Work in batches, in which one thing that cannot be dealt with, however that came, holds up none of the others. Invariant: what failed
 * stays as it was, and is told as a failure after everything else is done.
 */
import { toKmsError } from "#lib/domain/errors";
import { isDatabaseUnavailable } from "#lib/store/database/faults";

/**
 * Deals with up to `limit` things in one transaction.
 * @param except IDs to leave alone
 * @param onClaim to be told the IDs as soon as they are locked
 * @returns with how many
 */
export type DealWith = (limit: number, except: readonly string[], onClaim: (ids: readonly string[]) => void) => Promise<number>;

/**
 * @returns how many were dealt with; 0 when nothing is left that nobody else is at
 * @throws what the batch threw; where that is about a thing and not about token or database, after all other things were dealt with
 */
export async function dealInBatch(deal: DealWith, limit: number): Promise<number> {
  try {
    return await deal(limit, [], () => {});
  } catch (error) {
    if (!isUnavailable(error)) await dealOneByOne(deal);
    throw error;
  }
}

async function dealOneByOne(deal: DealWith): Promise<void> {
  const failed: string[] = [];
  for (;;) {
    const before = failed.length;
    let claimed: readonly string[] = [];
    const note = (ids: readonly string[]) => {
      claimed = ids;
    };
    const done = await deal(1, failed, note).catch((error: unknown) => {
      if (!isUnavailable(error)) failed.push(...claimed);
      return 0;
    });
    if (done === 0 && failed.length === before) return;
  }
}

function isUnavailable(error: unknown): boolean {
  return isDatabaseUnavailable(error) || toKmsError(error).code === "unavailable";
}
