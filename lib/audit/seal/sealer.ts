/**
 * Seals the trail: puts the rows that are settled into the tree of the log, and has the token sign a checkpoint of it. In this order: rows
 * are staged as tiles and committed; the checkpoint is signed; the second store (the token's mark, and the file that an operator names) is
 * told of the tree; the checkpoint is stored, and shown from then on. What was interrupted between two steps is gone through again, from
 * the tiles that are there. Invariants: before anything is added or signed, the tree in the database continues every tree that was known
 * before, so of one size no two trees are ever signed, in whatever order databases are put back; no call waits for it.
 */
import { setImmediate as breathe, setTimeout as pause } from "node:timers/promises";
import type { Clock } from "#lib/base/clock";
import type { Log } from "#lib/base/log";
import { insertCheckpoint, type StoredCheckpoint, thinCheckpoints } from "#lib/store/audit/checkpoints";
import { type LeafRow, readLeaves } from "#lib/store/audit/leaves";
import { lockLog, type Tile, writeTiles } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import type { Store } from "#lib/store/open";
import { SettledTrail } from "#lib/store/traces/settled";
import { canonicalRow } from "../canonical-row";
import { leafHash } from "../verify/tree";
import { type Known, readKnown, requireSealed, type SecondStores } from "./known";
import { LogBroken, requireContinues, type Tree, treeOf } from "./log-tree";
import { type AuditSigner, signCheckpoint } from "./signed";
import { tellOfLog } from "./tell-of-log";
import { type Edge, extend, type Leaf, lastTraceOf } from "./tiles";

/** Rows of one transaction. */
const BATCH = 10_000;
/** Rows for which the event loop is held at once: some 5 ms. */
const CHUNK = 500;
/** While far behind, after each batch: callers have the database for themselves. */
const PAUSE_MS = 20;
/** While far behind, it is signed so often all the same. */
const SIGNED_EVERY_MS = 1_000;
/** Nothing new is there: it is looked again all the same whether the log is what was sealed. */
const LOOKED_EVERY_MS = 5_000;
const THINNED_EVERY_MS = 3_600_000;
/** A database that hangs must not keep an orderly end. */
const FINISH_MS = 3_000;

export type SealerParts = SecondStores & {
  readonly store: Pick<Store, "transactSql" | "queueSql">;
  readonly hsm: AuditSigner;
  readonly clock: Clock;
  readonly log: Pick<Log, "error" | "warn" | "info">;
  /** Rows of one transaction, for tests. */
  readonly batch?: number;
};

type Staged = Known & { readonly tree: Tree; readonly last: StoredCheckpoint | null; readonly isMore: boolean };

/** Another process has sealed more meanwhile; what this one has staged is in there. */
class SealedByAnother extends Error {
  constructor() {
    super("the token knows of another tree of the log meanwhile");
  }
}

function toLeaf(read: LeafRow): Leaf {
  return { traceId: read.traceId, hash: "hash" in read ? read.hash : leafHash(Buffer.from(canonicalRow(read.row))) };
}

export class Sealer {
  readonly #parts: SealerParts;
  #thinnedAt = Number.NEGATIVE_INFINITY;
  /** Up to where it was sealed last, and when by the monotonic clock: a trail that stands still costs nothing. */
  #sealed: { readonly upTo: bigint; readonly at: number } | null = null;
  /** What was told of the log last: null that all is well, undefined nothing yet. */
  #told: string | null | undefined;

  constructor(parts: SealerParts) {
    this.#parts = parts;
  }

  /**
   * Seals what is there up to the settled number.
   * @param settledId see `settled.ts`
   * @param gone aborted when this process shall not go on: it ends after the batch under way, and signs what it has
   * @throws what database, token and file throw; LogBroken where the log is not what was sealed, which is told as an incident too
   */
  async run(settledId: bigint, gone: AbortSignal): Promise<void> {
    const now = this.#parts.clock.monotonic();
    if (this.#sealed?.upTo === settledId && now - this.#sealed.at < LOOKED_EVERY_MS) return;
    this.#sealed = null;
    try {
      const isSealed = await this.#sealUpTo(settledId, gone);
      if (!isSealed) return;
      await this.#tell(null);
      if (!gone.aborted) this.#sealed = { upTo: settledId, at: now };
    } catch (error) {
      if (error instanceof LogBroken) await this.#tell(error.what);
      throw error;
    }
  }

  /** Seals once more, so that an orderly end leaves nothing unsealed, and not for long. @throws as `run`; Error when it takes too long */
  async finish(): Promise<void> {
    const tooLong = new AbortController();
    const timer = setTimeout(() => tooLong.abort(new Error(`not done within ${FINISH_MS} ms`)), FINISH_MS);
    const late = new Promise<never>((_resolve, reject) => {
      tooLong.signal.addEventListener("abort", () => reject(tooLong.signal.reason as Error));
    });
    const seal = async () => {
      const trail = new SettledTrail(async (text, values) => (await this.#parts.store.queueSql(text, [...values])).rows as never[]);
      await this.run(await trail.look(), tooLong.signal).catch((error: unknown) => {
        // Workers of one instance end together, and one of them is enough.
        if (!(error instanceof SealedByAnother)) throw error;
      });
    };
    await Promise.race([seal(), late]).finally(() => clearTimeout(timer));
  }

  /** @returns false where nobody has raised the token's mark yet */
  async #sealUpTo(settledId: bigint, gone: AbortSignal): Promise<boolean> {
    const { clock } = this.#parts;
    for (let signedAt = clock.monotonic(); ; ) {
      const staged = await this.#stage(settledId);
      if (staged === null) return false;
      const isLast = !staged.isMore || gone.aborted;
      if (isLast || clock.monotonic() - signedAt >= SIGNED_EVERY_MS) {
        await this.#sign(staged);
        signedAt = clock.monotonic();
      }
      if (isLast) return true;
      await pause(PAUSE_MS);
    }
  }

  /** Puts the next rows into the tree, committed. */
  async #stage(settledId: bigint): Promise<Staged | null> {
    const { store, batch = BATCH } = this.#parts;
    // Before the database: whoever tells them has committed there first, so an honest database is never behind.
    const known = await readKnown(this.#parts);
    if (known === null) return null;
    return store.transactSql(async (run) => {
      // Whatever the server is set to: what the token is told of next must be on the disk.
      await run("select set_config('synchronous_commit', 'on', true)", []);
      await lockLog(run);
      const { edge: before, last, anchors } = await requireSealed(run, known);
      const rows = await readLeaves(run, lastTraceOf(before), settledId, batch);
      const edge = await this.#addLeaves(run, before, rows);
      const tree = treeOf(edge);
      if (rows.length > 0) await requireContinues(run, tree, anchors);
      return { ...known, tree, last, isMore: rows.length === batch };
    });
  }

  async #addLeaves(run: RunSql, before: Edge, rows: readonly LeafRow[]): Promise<Edge> {
    let edge = before;
    const written = new Map<string, Tile>();
    for (let from = 0; from < rows.length; from += CHUNK) {
      const leaves = rows.slice(from, from + CHUNK).map(toLeaf);
      const extended = extend(edge, leaves);
      for (const tile of extended.written) written.set(`${tile.level}/${tile.place}`, tile);
      edge = extended.edge;
      await breathe();
    }
    await writeTiles(run, [...written.values()]);
    return edge;
  }

  /** Signs, swaps and stores what was staged; nothing where it is signed already. */
  async #sign({ spki, incarnation, tree, last, inFile }: Staged): Promise<void> {
    const { store, hsm, file, clock } = this.#parts;
    if (tree.size === 0) return;
    if (last !== null && last.incarnation === incarnation && last.size === tree.size) {
      // The token may have been put back, and a file been named since.
      this.#swap(incarnation, tree);
      if (file !== null && inFile !== last.text) await file.write(last.text);
      return;
    }
    const text = await signCheckpoint(hsm, spki, { incarnation, ...tree });
    this.#swap(incarnation, tree);
    await file?.write(text);
    const at = clock.now();
    const isThinning = clock.monotonic() - this.#thinnedAt >= THINNED_EVERY_MS;
    await store.transactSql(async (run) => {
      await insertCheckpoint(run, { incarnation, size: tree.size, at, text });
      if (isThinning) await thinCheckpoints(run, at);
    });
    if (isThinning) this.#thinnedAt = clock.monotonic();
  }

  #swap(incarnation: number, tree: Tree): void {
    if (!this.#parts.mark.swap(incarnation, tree)) throw new SealedByAnother();
  }

  async #tell(what: string | null): Promise<void> {
    // What goes on is written down each time: whoever has put the log aside may put that aside too.
    if (what === null && this.#told === null) return;
    const { store, log, clock } = this.#parts;
    await tellOfLog(store, what, clock.now());
    if (what !== null && this.#told !== what) {
      log.error(
        { found: what },
        `integrity incident: the audit log ${what}; nothing more of the trail is sealed. Put the newest database back, or accept this one by npm run --silent admin -- integrity accept-rollback --reason TEXT`,
      );
    }
    this.#told = what;
  }
}
