/**
 * Statements of lists and searches, which may take long, on connections of their own. Invariants: a caller has one of them under way,
 * so that whatever somebody searches for, others find room; and a statement whose client has gone away is cancelled, after which its
 * connection serves the next one.
 */
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { KmsError } from "#lib/domain/errors";
import { FairLane, type Party } from "./fair-lane";

/** One caller with 64 connections is never refused (design §12), and a search asks for up to four at once. */
const WAITING_PER_CALLER = 256;
/** A statement that had not begun when it was to be cancelled is tried again after so many ms. */
const CANCEL_PAUSE_MS = 100;
const QUERY_CANCELED = "57014";

export type ListRows = <T extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<T[]>;

export class ListStatements {
  readonly #pool: pg.Pool;
  readonly #others: pg.Pool;
  readonly #applicationName: string;
  readonly #lane: FairLane;

  /**
   * @param pool its connections, under an application name that nobody else has
   * @param others where a statement is cancelled from
   */
  constructor(pool: pg.Pool, others: pg.Pool, { room, applicationName }: { room: number; applicationName: string }) {
    this.#pool = pool;
    this.#others = others;
    this.#applicationName = applicationName;
    this.#lane = new FairLane({ room, waitingPerCaller: WAITING_PER_CALLER, refusal: "listsTooMany" });
  }

  /** For nobody in particular. */
  async run<T extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<T[]> {
    return (await this.#pool.query<T>(text, [...values])).rows;
  }

  /**
   * In its caller's turn.
   * @throws KmsError `listsTooMany`, `clientGone`; and what the database says
   */
  runFor<T extends pg.QueryResultRow>(party: Party, gone: AbortSignal, text: string, values: readonly unknown[]): Promise<T[]> {
    return this.#lane.run(party, gone, () => this.#cancellable<T>(gone, text, values));
  }

  async #cancellable<T extends pg.QueryResultRow>(gone: AbortSignal, text: string, values: readonly unknown[]): Promise<T[]> {
    const client = await this.#pool.connect();
    let fault: Error | undefined;
    const note = (error: Error) => {
      fault = error;
    };
    client.on("error", note);
    let isUnderWay = true;
    let cancelling: Promise<void> | null = null;
    const cancel = () => {
      cancelling = this.#cancel((client as unknown as { processID: number }).processID, () => isUnderWay);
    };
    gone.addEventListener("abort", cancel, { once: true });
    try {
      if (gone.aborted) throw new KmsError("clientGone");
      return (await client.query<T>(text, [...values])).rows;
    } catch (error) {
      const isHarmless = error instanceof KmsError || (error instanceof pg.DatabaseError && error.code === QUERY_CANCELED);
      if (!isHarmless) fault = error as Error;
      throw error;
    } finally {
      isUnderWay = false;
      gone.removeEventListener("abort", cancel);
      // Until the last attempt has been answered: it must not meet the statement of whoever has the connection next.
      await cancelling;
      client.off("error", note);
      client.release(fault);
    }
  }

  /** Ends what runs on a connection of these and of no others: behind a pooler its number may be somebody else's. */
  async #cancel(processId: number, isUnderWay: () => boolean): Promise<void> {
    while (isUnderWay()) {
      await this.#others
        .query("select pg_cancel_backend(pid) from pg_stat_activity where pid = $1 and application_name = $2 and state = 'active'", [
          processId,
          this.#applicationName,
        ])
        .catch(() => {});
      if (isUnderWay()) await pause(CANCEL_PAUSE_MS);
    }
  }
}
