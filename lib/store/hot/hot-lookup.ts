/**
 * What every request needs to know (who calls, and the key with its material) in one prepared statement for all requests
 * that wait. Invariant: an answer is never older than the request it serves: a request joins only a statement that has not
 * been sent yet. So a key disabled before a request started is seen as disabled. What is kept between statements is a guess
 * (`guesses.ts`), never an answer.
 */

import pg from "pg";
import { serviceOfAlias } from "#lib/domain/identity/service";
import type { AliasReference, KeyReference } from "#lib/domain/key-reference";
import { toMissing } from "../books/altered";
import type { Findings } from "../books/book-rows";
import { nameOfBookStatement } from "../books/book-statements";
import type { Books } from "../books/books";
import { keyBook } from "../books/key-book";
import type { RunSql } from "../database/run-sql";
import { type Guess, Guesses, type GuessStats, type Proof } from "./guesses";
import { HeldPolicies } from "./held-policies";
import { type LookupAnswer, toAnswer } from "./lookup-answer";
import { LOOKUP, type LookupRow } from "./lookup-statement";
import { Recent } from "./recent";

export type LookupRequest = {
  /** Exactly one of the two says who calls: SHA-256 of a token (32 bytes), or the name of an access key. */
  readonly tokenHash: Buffer | null;
  readonly accessKey: string | null;
  /** The project in which an access key acts, if it belongs to its account; a token says for itself. */
  readonly projectId: string;
  /** null where the operation is about no key. */
  readonly reference: KeyReference | null;
  /** null for the primary version. */
  readonly keyVersion: number | null;
  readonly now: Date;
};

type Waiting = {
  readonly request: LookupRequest;
  readonly resolve: (answer: LookupAnswer) => void;
  readonly reject: (error: unknown) => void;
};

const MAX_BATCH = 256;
/** Statements under way at once: the second keeps the database busy while the first one's rows are read. */
const MAX_IN_FLIGHT = 2;
/** Tokens of which it is remembered that they are somebody's. */
const MAX_SEEN = 10_000;

export class HotLookup {
  readonly #pool: pg.Pool;
  readonly #guesses: Guesses;
  readonly #policies: HeldPolicies;
  readonly #books: Books | null;
  /** By their SHA-256. */
  readonly #seen = new Recent<true>(MAX_SEEN);
  #waiting: Waiting[] = [];
  #inFlight = 0;
  #scheduled = false;

  /**
   * @param rememberedKeys key versions to remember for guesses, about 2 KB each
   * @param books null where no row is verified
   */
  constructor(pool: pg.Pool, rememberedKeys: number, books: Books | null) {
    this.#pool = pool;
    this.#books = books;
    this.#guesses = new Guesses(rememberedKeys);
    this.#policies = new HeldPolicies(pool);
    // What is connected to now may be a restored database, or a replica that took over: its transactions are numbered anew.
    pool.on("connect", () => {
      this.#guesses.forgetAll();
      this.#books?.forgetAll();
      this.#policies.forgetAll();
    });
  }

  /** @throws when the database does not answer */
  find(request: LookupRequest): Promise<LookupAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#schedule();
    });
  }

  /** What the answer will probably be; null where that is not known, or the request names its caller or key in another way. */
  guess({ tokenHash, reference, keyVersion }: LookupRequest): Guess | null {
    if (tokenHash === null || (reference !== null && !("keyId" in reference))) return null;
    return this.#guesses.find(tokenHash, reference?.keyId ?? null, keyVersion);
  }

  get guessStats(): GuessStats {
    return this.#guesses.stats;
  }

  /**
   * Whether this token was somebody's when last asked, be anything guessed of its calls or not: then its request may be read before it is
   * asked again. Says nothing about now.
   */
  knows(tokenHash: Buffer): boolean {
    return this.#seen.find(tokenHash.toString("latin1")) !== undefined;
  }

  /** Forgets what led to a guess that was wrong, or on which a call did not run: its next call asks. */
  forget(proof: Proof): void {
    this.#guesses.forget(proof);
  }

  /** Forgets what was read of keys whose material is gone. */
  forgetKeys(keyIds: readonly string[]): void {
    this.#guesses.forgetKeys(keyIds);
  }

  #remember({ tokenHash }: LookupRequest, answer: LookupAnswer, row: LookupRow): void {
    const { caller, key, material, shadow, alterations, alteredCaller } = answer;
    if (tokenHash === null) return;
    if (caller === null) this.#seen.forget(tokenHash.toString("latin1"));
    else this.#seen.keep(tokenHash.toString("latin1"), true);
    // What hangs on a key and not in its row has no proof.
    const { iam_xmin: iamXmin, c_token_xmin: tokenXmin } = row;
    const isUnproven = iamXmin === null || tokenXmin === null || alteredCaller !== null;
    if (caller === null || isUnproven || caller.held.some(({ policy }) => policy.asksForDetails)) {
      this.#guesses.forgetCaller(tokenHash);
      return;
    }
    // What is held in the key's project alone is no part of the caller elsewhere.
    if (row.c_held?.some(([, , , , , isOfElsewhere]) => isOfElsewhere)) return;
    this.#guesses.keepCaller({ caller, tokenHash, tokenXmin, iamXmin });
    // A call on a key of elsewhere rests on a grant or is refused; neither is done on a guess.
    if (key === null || material === null || alterations.length > 0 || key.projectId !== caller.projectId) return;
    const proven = { keyId: key.id, version: material.version, keyXmin: row.k_xmin, versionXmin: row.v_xmin };
    this.#guesses.keepKey({ key, material, shadow, row: proven });
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= MAX_IN_FLIGHT) return;
    this.#scheduled = true;
    // After the I/O of this turn of the event loop, so that requests which arrived together share one statement.
    setImmediate(() => {
      this.#scheduled = false;
      void this.#send();
    });
  }

  async #send(): Promise<void> {
    const batch = this.#waiting.splice(0, MAX_BATCH);
    if (batch.length > 0) await this.#ask(batch);
  }

  /** Verifies books that are not known to be sound. Most requests need nothing. @returns null where nothing is verified at all */
  async #examine(rows: readonly LookupRow[]): Promise<Examined | null> {
    const books = this.#books;
    if (books === null) return null;
    const unknown = rows.flatMap((row) => stampsOf(row).filter(([book, stamp]) => !books.isKnown(book, stamp)));
    if (unknown.length === 0) return { found: new Map(), unknown: new Set() };
    const names = [...new Set(unknown.map(([book]) => book))];
    const run: RunSql = async (text, values) =>
      (await this.#pool.query({ name: nameOfBookStatement(text), text, values: [...values] })).rows;
    return { found: await books.verify(run, names), unknown: new Set(names) };
  }

  async #askOneByOne(batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) await this.#ask([waiting]);
  }

  async #ask(batch: readonly Waiting[]): Promise<void> {
    this.#inFlight++;
    if (this.#waiting.length > 0) this.#schedule();
    try {
      const { rows } = await this.#pool.query<LookupRow>({
        name: "hot-lookup",
        text: LOOKUP,
        values: [
          batch.map(({ request }) => request.tokenHash),
          batch.map(({ request }) => request.accessKey),
          batch.map(({ request }) => request.projectId),
          batch.map(({ request }) => keyIdOf(request)),
          batch.map(({ request }) => aliasOf(request)?.accountId ?? null),
          batch.map(({ request }) => aliasOf(request)?.region ?? null),
          batch.map(({ request }) => (isOfDefaultKey(request) ? null : (aliasOf(request)?.name ?? null))),
          batch.map(({ request }) => (isOfDefaultKey(request) ? (aliasOf(request)?.name ?? null) : null)),
          batch.map(({ request }) => request.keyVersion),
          batch.map(({ request }) => request.now),
        ],
      });
      const read = await this.#policies.read(rows.map(({ c_held }) => c_held ?? []));
      const examined = await this.#examine(rows);
      for (const row of rows) {
        const waiting = batch[row.ord - 1] as Waiting;
        const findings = examined === null ? [] : findingsOf(row, examined);
        const held = this.#policies.toHeld(row.c_held ?? [], read);
        // Changed between the two looks: what was read first is not what was verified.
        if (findings === null || held === null) {
          this.#waiting.push(waiting);
          continue;
        }
        const bookOfKey = row.id === null ? null : keyBook(row.id);
        const ofKey = findings.find(({ book }) => book === bookOfKey);
        const answer = {
          ...toAnswer(row, waiting.request.now, held),
          alterations: ofKey?.alterations ?? [],
          alteredCaller: findings.find((each) => each !== ofKey && each.alterations.length > 0) ?? null,
        };
        this.#remember(waiting.request, answer, row);
        waiting.resolve(answer);
      }
    } catch (error) {
      if (batch.length > 1 && isBadValue(error)) void this.#askOneByOne(batch);
      else for (const { reject } of batch) reject(error);
    } finally {
      this.#inFlight--;
      if (this.#waiting.length > 0) this.#schedule();
    }
  }
}

type Examined = { readonly found: ReadonlyMap<string, Findings & { readonly stamp: string }>; readonly unknown: ReadonlySet<string> };

/**
 * The books on which an answer rests, as the statement saw them. A key that the caller has nothing to do with is left alone: that there is
 * one must take no longer than that there is none.
 */
function stampsOf(row: LookupRow): [book: string, stamp: string][] {
  const { id, k_stamp: stamp, c_books: ofCaller } = row;
  const isVisible = row.project_id === row.c_project_id || row.k_grants !== null;
  return [...(ofCaller ?? []), ...(id !== null && stamp !== null && isVisible ? [[keyBook(id), stamp] satisfies [string, string]] : [])];
}

/** What was found of these books just now; null where one was not what the statement had seen. */
function findingsOf(row: LookupRow, { found, unknown }: Examined): Findings[] | null {
  const findings: Findings[] = [];
  if (unknown.size === 0) return findings;
  for (const [book, stamp] of stampsOf(row)) {
    if (!unknown.has(book)) continue;
    const each = found.get(book) ?? { ...toMissing(book), stamp: "" };
    if (each.stamp !== stamp) return null;
    findings.push(each);
  }
  return findings;
}

/** SQLSTATE class 22: a value that the database refuses. It must not fail the requests that shared its statement. */
function isBadValue(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code?.startsWith("22") === true;
}

function keyIdOf({ reference }: LookupRequest): string | null {
  return reference !== null && "keyId" in reference ? reference.keyId : null;
}

function aliasOf({ reference }: LookupRequest): AliasReference | null {
  return reference !== null && "alias" in reference ? reference.alias : null;
}

/** The alias of a default master key is no alias object: each project has its own key of that name, and nobody can point it elsewhere. */
function isOfDefaultKey(request: LookupRequest): boolean {
  const alias = aliasOf(request);
  return alias !== null && serviceOfAlias(alias.name) !== null;
}
