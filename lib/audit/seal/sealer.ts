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
import { canonicalRow } from "#lib/domain/trace-leaf";
import { insertCheckpoint, readLastCheckpoint, type StoredCheckpoint, thinCheckpoints } from "#lib/store/audit/checkpoints";
import { readRows } from "#lib/store/audit/rows";
import { lockLog, readEdge, type Tile, writeTiles } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import type { Store } from "#lib/store/open";
import { SettledTrail } from "#lib/store/traces/settled";
import { leafHash } from "../verify/tree";
import type { CheckpointFile } from "./checkpoint-file";
import { type Anchor, LogBroken, requireContinues, type Tree, treeOf } from "./log-tree";
import { type AuditSigner, readSigned, signCheckpoint } from "./signed";
import { tellOfLog } from "./tell-of-log";
import { type Edge, extend, lastTraceOf } from "./tiles";

/** Rows of one transaction. */
const BATCH = 10_000;
/** Rows for which the event loop is held at once: some 5 ms. */
const CHUNK = 500;
/** While far behind, after each batch: callers have the database for themselves. */
const PAUSE_MS = 20;
/** While far behind, it is signed so often all the same. */
const SIGNED_EVERY_MS = 1_000;
const THINNED_EVERY_MS = 3_600_000;
/** A database that hangs must not keep an orderly end. */
const FINISH_MS = 3_000;

/** What else knows the tree that was signed last; see `lib/integrity/tree-mark.ts`. */
export type SecondStore = {
  read(): Promise<{ readonly incarnation: number; readonly tree: Tree | null } | null>;
  swap(incarnation: number, next: Tree): boolean;
};

export type SealerParts = {
  readonly store: Pick<Store, "transactSql" | "queueSql">;
  readonly hsm: AuditSigner;
  readonly mark: SecondStore;
  /** null where no operator has named one. */
  readonly file: CheckpointFile | null;
  readonly clock: Clock;
  readonly log: Pick<Log, "error" | "warn" | "info">;
  /** Rows of one transaction, for tests. */
  readonly batch?: number;
};

type Known = { readonly spki: Buffer; readonly incarnation: number; readonly anchors: readonly Anchor[]; readonly inFile: string | null };
type Staged = Known & { readonly tree: Tree; readonly last: StoredCheckpoint | null; readonly isMore: boolean };

/** Another process has sealed more meanwhile; what this one has staged is in there. */
class SealedByAnother extends Error {
  constructor() {
    super("the token knows of another tree of the log meanwhile");
  }
}

export class Sealer {
  readonly #parts: SealerParts;
  #thinnedAt = Number.NEGATIVE_INFINITY;
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
    try {
      const isSealed = await this.#sealUpTo(settledId, gone);
      if (isSealed) await this.#tell(null);
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
    const known = await this.#readKnown();
    if (known === null) return null;
    return store.transactSql(async (run) => {
      await lockLog(run);
      const before = await readEdge(run);
      const last = await readLastCheckpoint(run);
      const anchors = last === null ? known.anchors : [...known.anchors, readAnchor(last, known.spki)];
      await requireContinues(run, treeOf(before), anchors);
      const rows = await readRows(run, lastTraceOf(before), settledId, batch);
      const edge = await this.#addLeaves(run, before, rows);
      const tree = treeOf(edge);
      if (rows.length > 0) await requireContinues(run, tree, anchors);
      return { ...known, tree, last, isMore: rows.length === batch };
    });
  }

  async #addLeaves(run: RunSql, before: Edge, rows: Awaited<ReturnType<typeof readRows>>): Promise<Edge> {
    let edge = before;
    const written = new Map<string, Tile>();
    for (let from = 0; from < rows.length; from += CHUNK) {
      const leaves = rows.slice(from, from + CHUNK).map((row) => ({ hash: leafHash(Buffer.from(canonicalRow(row))), traceId: row.id }));
      const extended = extend(edge, leaves);
      for (const tile of extended.written) written.set(`${tile.level}/${tile.place}`, tile);
      edge = extended.edge;
      await breathe();
    }
    await writeTiles(run, [...written.values()]);
    return edge;
  }

  /** What token and file know of the log. @returns null where nobody has raised the token's mark yet */
  async #readKnown(): Promise<Known | null> {
    const { hsm, mark, file } = this.#parts;
    const look = await mark.read();
    if (look === null) return null;
    const spki = await hsm.auditPublicKey();
    const anchors: Anchor[] = look.tree === null ? [] : [{ ...look.tree, by: "the token" }];
    const inFile = (await file?.read()) ?? null;
    if (inFile !== null) {
      const signed = readSigned(inFile, spki);
      if (signed === null)
        throw new LogBroken("cannot be compared: what KMS_AUDIT_CHECKPOINT_FILE names is no checkpoint that the token has signed");
      if (signed.incarnation > look.incarnation) {
        throw new LogBroken("is older than what was sealed: the file has a checkpoint of a later incarnation");
      }
      // What an operator has accepted since takes the place of what was before.
      if (signed.incarnation === look.incarnation) anchors.push({ ...signed, by: "the file" });
    }
    return { spki, incarnation: look.incarnation, anchors, inFile: inFile?.toString() ?? null };
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
    if (this.#told === what) return;
    const { store, log, clock } = this.#parts;
    await tellOfLog(store, log, what, clock.now());
    this.#told = what;
  }
}

/** @throws LogBroken where it is not what the token has signed */
function readAnchor({ text, size, incarnation }: StoredCheckpoint, spki: Buffer): Anchor {
  const signed = readSigned(Buffer.from(text), spki);
  if (signed === null || signed.size !== size || signed.incarnation !== incarnation) {
    throw new LogBroken("has a last checkpoint that the token has not signed");
  }
  return { ...signed, by: "its last checkpoint" };
}
