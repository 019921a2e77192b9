/**
 * Raises the mark as the database is changed, by whoever leads: first in the database and, when that is committed, in the token.
 * Invariant: whatever is killed when, the database is never behind the token; and an older database is never raised.
 */
import type { Clock } from "#lib/base/clock";
import type { Log } from "#lib/base/log";
import type { Hsm } from "#lib/hsm/port";
import { raiseMarkRow, readMarkRow, replaceMarkRow, settledChange } from "#lib/store/installation/integrity-mark";
import type { Store } from "#lib/store/open";
import { SettledTrail } from "#lib/store/traces/settled";
import type { DatabaseAge } from "./database-age";
import { decodeMark, encodeKeptMark, isBefore, type Mark } from "./mark";
import { type MarkSeal, toRow } from "./mark-row";
import { isOlder, type MarkInDatabase, type Verdict } from "./verdict";

/** A token is not made for being written to all the time. */
const PACE_MS = 3_000;
/** A database that hangs must not keep an orderly end. */
const FINISH_MS = 1_500;

type Parts = {
  readonly store: Pick<Store, "queueSql" | "transactSql">;
  readonly hsm: MarkSeal & Pick<Hsm, "readMark" | "writeMark" | "description">;
  readonly age: DatabaseAge;
  readonly log: Pick<Log, "warn">;
  readonly clock: Clock;
};

export class MarkKeeper {
  readonly #parts: Parts;
  #raisedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Raises it where it is time to. @param settledTrace see `settled.ts` @throws what token and database throw */
  async run(settledTrace: bigint): Promise<void> {
    const now = this.#parts.clock.monotonic();
    if (now - this.#raisedAt < PACE_MS) return;
    this.#raisedAt = now;
    await this.#raise(settledTrace);
  }

  /** Raises it once more, so that an orderly end leaves nothing untold, and not for long. @throws as `run`; Error when it takes too long */
  async finish(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`not done within ${FINISH_MS} ms`)), FINISH_MS);
    });
    await Promise.race([this.#raiseLast(), tooLate]).finally(() => clearTimeout(timer));
  }

  async #raiseLast(): Promise<void> {
    const trail = new SettledTrail(async (text, values) => (await this.#parts.store.queueSql(text, [...values])).rows as never[]);
    await this.#raise(await trail.look());
  }

  async #raise(settledTrace: bigint): Promise<void> {
    const { store, hsm, age, log } = this.#parts;
    const { inToken, inDatabase, verdict } = await age.look(() =>
      readMarkRow(async (text, values) => (await store.queueSql(text, [...values])).rows as never[]),
    );
    if (isOlder(verdict)) return;
    if (verdict === "unknownToToken" && hsm.description.keepsMark) {
      log.warn("the database has a mark and the token has none: it was replaced, or put back from its backup; the token takes the mark up");
    }
    const mark = await this.#raiseInDatabase(inDatabase, verdict, settledChange(settledTrace));
    if (mark === null || !hsm.description.keepsMark) return;
    if (inToken === null || inToken.format < 3 || isBefore(inToken, mark)) this.#tellToken(mark);
  }

  /** What the sealer has written there since stays; of another incarnation it says nothing. Nothing comes in between: no call of the token waits. */
  #tellToken(mark: Mark): void {
    const { hsm } = this.#parts;
    const bytes = hsm.readMark();
    const kept = bytes === null ? null : decodeMark(bytes);
    hsm.writeMark(encodeKeptMark(mark, kept?.incarnation === mark.incarnation ? kept.tree : null));
  }

  /** @returns the mark that is committed in the database; null where another process has just written one */
  async #raiseInDatabase(inDatabase: MarkInDatabase | null, verdict: Verdict, number: bigint): Promise<Mark | null> {
    const { store, hsm, clock } = this.#parts;
    // One that the token has not made counts for nothing.
    const current = verdict === "unmarked" ? null : (inDatabase?.mark ?? null);
    if (current !== null && number <= current.number) return current;
    const mark = { incarnation: current?.incarnation ?? 1, number, at: clock.now() };
    const row = toRow(hsm, mark);
    const isOurs = await store.transactSql(async (run) => {
      if (current !== null || inDatabase === null) return raiseMarkRow(run, row);
      await replaceMarkRow(run, row);
      return true;
    });
    return isOurs ? mark : null;
  }
}
