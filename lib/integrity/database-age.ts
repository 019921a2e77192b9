/**
 * Whether the database of this process is older than the mark in the token, which is what an older copy is that was put back.
 * Invariants: the token is read before the database, and what is committed there comes first, so that an honest database is never taken
 * for an older one; what was once read from the token is never believed to have become less. While the token or the database does not
 * answer, what was found last holds.
 */
import type { Log } from "#lib/base/log";
import { KmsError } from "#lib/domain/errors";
import type { Hsm } from "#lib/hsm/port";
import { DatabaseAway } from "#lib/store/database/database-away";
import type { DatabaseGuard } from "#lib/store/database/guard";
import type { RunSql } from "#lib/store/database/run-sql";
import { type MarkLook, readMarkRow } from "#lib/store/installation/integrity-mark";
import { decodeMark, isBefore, type KeptMark, type Mark } from "./mark";
import { fromRow, type MarkSeal } from "./mark-row";
import { isOlder, judge, type MarkInDatabase, type Verdict } from "./verdict";

export const ACCEPT_COMMAND = "npm run --silent admin -- integrity accept-rollback --reason TEXT";

/** A token may be far away: it is asked no more often than this, in ms, because of new connections. */
const FRESH_MS = 500;

type Parts = { readonly hsm: MarkSeal & Pick<Hsm, "readMark">; readonly log: Pick<Log, "error" | "info"> };

export class DatabaseAge implements DatabaseGuard {
  readonly #parts: Parts;
  readonly #followers: (() => void)[] = [];
  #inToken: KeptMark | null = null;
  /** When the token was asked last, in ms of a clock that does not jump. */
  #readAt = Number.NEGATIVE_INFINITY;
  #verdict: Verdict = "unmarked";
  #isStrict = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get isOlder(): boolean {
    return isOlder(this.#verdict);
  }

  /** As this process read it last; null where the token has none. */
  get inToken(): KeptMark | null {
    return this.#inToken;
  }

  /** From now on an older database is given no connection. Until then, while the process starts, it may be read. */
  beStrict(): void {
    this.#isStrict = true;
  }

  /** Has `follow` called whenever it has become older, or is so no longer. */
  onChange(follow: () => void): void {
    this.#followers.push(follow);
  }

  /** Compares with the token as it is now: after a failover the first connection already must know better. @throws DatabaseAway */
  async vet(run: RunSql): Promise<void> {
    try {
      if (performance.now() - this.#readAt > FRESH_MS) this.#readToken();
    } catch {
      // Whoever needs the token is told so; what was read last holds meanwhile.
    }
    const inToken = this.#inToken;
    const look = await readMarkRow(run);
    try {
      this.#judge(inToken, look);
    } catch (error) {
      // Without the token nobody knows whether the row is its own, and not every call needs the token.
      if (!(error instanceof KmsError) || error.code !== "unavailable") throw error;
    }
    if (this.isOlder && this.#isStrict) throw new DatabaseAway("the database is older than the mark in the token");
  }

  requireWritable(): void {
    if (this.isOlder) throw new KmsError("databaseOlder");
  }

  /**
   * Looks at token and database anew.
   * @param read the row, as it is committed
   * @returns what both have, and what follows @throws KmsError `unavailable`, and what `read` throws; then nothing has changed
   */
  async look(read: () => Promise<MarkLook>): Promise<{ inToken: KeptMark | null; inDatabase: MarkInDatabase | null; verdict: Verdict }> {
    this.#readToken();
    const inToken = this.#inToken;
    const inDatabase = this.#judge(inToken, await read());
    return { inToken, inDatabase, verdict: this.#verdict };
  }

  #readToken(): void {
    this.#readAt = performance.now();
    const bytes = this.#parts.hsm.readMark();
    const mark = bytes === null ? null : decodeMark(bytes);
    if (mark !== null && (this.#inToken === null || isBefore(this.#inToken, mark))) this.#inToken = mark;
  }

  /** @param inToken as it was read before the database was: compared with a later one, the database would seem older */
  #judge(inToken: Mark | null, look: MarkLook): MarkInDatabase | null {
    const inDatabase = fromRow(this.#parts.hsm, look);
    const before = this.#verdict;
    const verdict = judge(inToken, inDatabase);
    // Another look has seen more of the token meanwhile, and what is good enough for less says nothing.
    if (!isOlder(verdict) && inToken !== this.#inToken) return inDatabase;
    this.#verdict = verdict;
    if (isOlder(before) !== isOlder(this.#verdict)) this.#tell(inDatabase);
    return inDatabase;
  }

  #tell(inDatabase: MarkInDatabase | null): void {
    const facts = { found: this.#verdict, mark: told(this.#inToken), row: told(inDatabase?.mark ?? null) };
    if (this.isOlder) {
      this.#parts.log.error(
        facts,
        `the database is older than the mark in the token, so nothing is answered and nothing is written: put the newest database back, or accept this one by ${ACCEPT_COMMAND}`,
      );
    } else this.#parts.log.info(facts, "the database is no longer older than the mark in the token");
    for (const follow of this.#followers) follow();
  }
}

function told(mark: Mark | null): object | null {
  return mark === null ? null : { incarnation: mark.incarnation, number: String(mark.number), at: mark.at.toISOString() };
}
