/**
 * What every request needs to know (who calls, and the key with its material) in one prepared statement for all requests
 * that wait. Invariant: an answer is never older than the request it serves: a request joins only a statement that has not
 * been sent yet, and nothing is kept between statements. So a key disabled before a request started is seen as disabled.
 */
import pg from "pg";
import type { Caller } from "#lib/domain/caller";
import type { Key } from "#lib/domain/key";
import type { BoundMaterial } from "#lib/hsm/port";
import { type KeyRow, toKey } from "./keys";

export type LookupRequest = {
  /** SHA-256 of the token, 32 bytes. */
  readonly tokenHash: Buffer;
  readonly projectId: string;
  /** null where the operation is about no key. */
  readonly keyId: string | null;
  /** null for the primary version. */
  readonly keyVersion: number | null;
  readonly now: Date;
};

export type LookupAnswer = {
  /** null when the token is unknown, expired or revoked, or its user is disabled. */
  readonly caller: Caller | null;
  /** null when the project has no such key. */
  readonly key: Key | null;
  /** The asked version's material; null when there is none. */
  readonly material: BoundMaterial | null;
};

const LOOKUP = `
select r.ord::int as ord,
  c.account_id as c_account_id, c.account_name, c.user_id, c.user_name, c.c_project_id, c.project_name, c.roles,
  k.*, v.version, v.wrapped, v.binding_mac
from unnest($1::bytea[], $2::text[], $3::text[], $4::int[], $5::timestamptz[]) with ordinality
  as r (token_hash, project_id, key_id, key_version, now, ord)
left join lateral (
  select t.account_id, a.name as account_name, t.user_id, u.name as user_name, t.project_id as c_project_id,
    p.name as project_name,
    array(select distinct ra.role from group_member gm join role_assignment ra on ra.group_id = gm.group_id
      where gm.user_id = t.user_id and (ra.project_id is null or ra.project_id = t.project_id)) as roles
  from auth_token t
  join iam_user u on u.id = t.user_id and u.enabled
  join account a on a.id = t.account_id
  left join project p on p.id = t.project_id
  where t.hash = r.token_hash and t.expires_at > r.now and (t.project_id is null or p.enabled)
) c on true
left join cmk k on k.id = r.key_id and k.project_id = r.project_id
left join key_version v on v.key_id = k.id and v.version = coalesce(r.key_version, k.primary_version)`;

type Row = KeyRow & {
  ord: number;
  c_account_id: string | null;
  account_name: string;
  user_id: string;
  user_name: string;
  c_project_id: string | null;
  project_name: string | null;
  roles: string[];
  version: number | null;
  wrapped: Buffer | null;
  binding_mac: Buffer | null;
};

type Waiting = {
  readonly request: LookupRequest;
  readonly resolve: (answer: LookupAnswer) => void;
  readonly reject: (error: unknown) => void;
};

const MAX_BATCH = 256;
/** Statements under way at once: the second keeps the database busy while the first one's rows are read. */
const MAX_IN_FLIGHT = 2;

export class HotLookup {
  readonly #pool: pg.Pool;
  #waiting: Waiting[] = [];
  #inFlight = 0;
  #scheduled = false;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** @throws when the database does not answer */
  find(request: LookupRequest): Promise<LookupAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#schedule();
    });
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

  async #askOneByOne(batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) await this.#ask([waiting]);
  }

  async #ask(batch: readonly Waiting[]): Promise<void> {
    this.#inFlight++;
    if (this.#waiting.length > 0) this.#schedule();
    try {
      const { rows } = await this.#pool.query<Row>({
        name: "hot-lookup",
        text: LOOKUP,
        values: [
          batch.map(({ request }) => request.tokenHash),
          batch.map(({ request }) => request.projectId),
          batch.map(({ request }) => request.keyId),
          batch.map(({ request }) => request.keyVersion),
          batch.map(({ request }) => request.now),
        ],
      });
      for (const row of rows) batch[row.ord - 1]?.resolve(toAnswer(row));
    } catch (error) {
      if (batch.length > 1 && isBadValue(error)) void this.#askOneByOne(batch);
      else for (const { reject } of batch) reject(error);
    } finally {
      this.#inFlight--;
      if (this.#waiting.length > 0) this.#schedule();
    }
  }
}

/** SQLSTATE class 22: a value that the database refuses. It must not fail the requests that shared its statement. */
function isBadValue(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code?.startsWith("22") === true;
}

function toAnswer(row: Row): LookupAnswer {
  const key = row.id === null ? null : toKey(row);
  return {
    caller: row.c_account_id === null ? null : toCaller(row, row.c_account_id),
    key,
    material: key === null ? null : toMaterial(key, row),
  };
}

function toCaller(row: Row, accountId: string): Caller {
  return {
    accountId,
    accountName: row.account_name,
    userId: row.user_id,
    userName: row.user_name,
    projectId: row.c_project_id,
    projectName: row.project_name,
    roles: row.roles,
  };
}

function toMaterial(key: Key, row: Row): BoundMaterial | null {
  if (row.version === null || row.wrapped === null || row.binding_mac === null) return null;
  return {
    accountId: key.accountId,
    projectId: key.projectId,
    keyId: key.id,
    version: row.version,
    spec: key.spec,
    usage: key.usage,
    origin: key.origin,
    wrapped: row.wrapped,
    bindingMac: row.binding_mac,
  };
}
