/**
 * What every request needs to know (who calls, and the key with its material) in one prepared statement for all requests
 * that wait. Invariant: an answer is never older than the request it serves: a request joins only a statement that has not
 * been sent yet. So a key disabled before a request started is seen as disabled. What is kept between statements is a guess
 * (`guesses.ts`), never an answer.
 */
import pg from "pg";
import type { GrantOperation, HeldGrant } from "#lib/domain/grant";
import type { Caller, CallerSource } from "#lib/domain/identity/caller";
import { isStepUpFresh } from "#lib/domain/identity/session";
import type { Key } from "#lib/domain/key";
import type { AliasReference, KeyReference } from "#lib/domain/key-reference";
import type { BoundMaterial } from "#lib/hsm/port";
import { type KeyRow, toKey } from "../keys/key-row";
import { type MaterialRow, toMaterial } from "./bound-material";
import { type Guess, Guesses, type GuessStats, type Proof } from "./guesses";

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

export type LookupAnswer = {
  /** null when token or access key is unknown, expired, revoked or switched off, or its user is disabled. */
  readonly caller: Caller | null;
  /** What is known of the access key; null for a token. The caller is not proven before the signature is. */
  readonly accessKey: StoredAccessKey | null;
  /** Whatever project it belongs to: who may see it is decided by `perform`. */
  readonly key: Key | null;
  /** The asked version's material; null when there is none, and for a key that was destroyed. */
  readonly material: BoundMaterial | null;
  /** Whether a key of this ID was destroyed: then its rows have been brought back by somebody, and are good for nothing. */
  readonly wasDestroyed: boolean;
  /** The caller's grants on the key, in whatever role, oldest first; none while the key's own project is disabled. */
  readonly grants: readonly HeldGrant[];
};

export type StoredAccessKey = { readonly sealedSecret: Buffer; readonly lastUsedAt: Date | null };

const LOOKUP = `
select r.ord::int as ord, c.*, k.*, v.version, v.wrapped, v.domain_key, v.public_key, v.binding_mac, k.xmin as k_xmin, v.xmin as v_xmin,
  exists (select 1 from key_tombstone s where s.key_id = k.id) as k_destroyed,
  (select i.revision from account_iam_revision i where i.account_id = c.c_account_id) as iam_revision,
  array(select distinct case when ra.project_id is null then '*' else '' end || ra.role
    from group_member gm join role_assignment ra on ra.group_id = gm.group_id
    where gm.user_id = c.c_user_id and (ra.project_id is null or ra.project_id = c.c_project_id)) as c_roles,
  (select json_agg(json_build_array(g.id, g.operations,
      g.grantee = case g.grantee_type when 'user' then c.c_user_id else c.c_account_id end,
      g.retiring_principal in (c.c_user_id, c.c_account_id), g.issuer = c.c_user_id) order by g.created_at, g.id)
    from cmk_grant g join project kp on kp.id = k.project_id and kp.enabled
    where g.key_id = k.id and (g.grantee = case g.grantee_type when 'user' then c.c_user_id else c.c_account_id end
      or g.retiring_principal in (c.c_user_id, c.c_account_id) or g.issuer = c.c_user_id)) as k_grants
from unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::timestamptz[])
  with ordinality as r (token_hash, access_key, project_id, key_id, alias_account, alias_region, alias_name, key_version, now, ord)
left join lateral (
  select t.account_id as c_account_id, a.name as c_account_name, t.user_id as c_user_id, u.name as c_user_name,
    t.project_id as c_project_id, p.name as c_project_name, p.enabled as c_project_enabled,
    null::text as c_access, null::bytea as c_secret,
    t.session_id as c_session_id, t.source as c_signed_in_from, coalesce(s.is_mfa_present, false) as c_mfa, s.stepped_up_at as c_stepped_up_at,
    t.source = 'console' and u.second_factor_required is true
      and not exists (select 1 from virtual_mfa m where m.user_id = u.id and m.bound)
      and not exists (select 1 from passkey pk where pk.user_id = u.id) as c_must_set_up_factor,
    false as c_project_bound, null::timestamptz as c_last_used_at
  from auth_token t
  join iam_user u on u.id = t.user_id and u.enabled
  join account a on a.id = t.account_id
  left join project p on p.id = t.project_id
  left join session s on s.id = t.session_id
  where t.hash = r.token_hash and t.expires_at > r.now and (s.idle_until is null or s.idle_until > r.now)
  union all
  select u.account_id, a.name, u.id, u.name, p.id, p.name, p.enabled, ak.access, ak.secret,
    null, 'api', false, null, false, ak.project_id is not null, ak.last_used_at
  from access_key ak
  join iam_user u on u.id = ak.user_id and u.enabled
  join account a on a.id = u.account_id
  left join project p on p.id = coalesce(ak.project_id, r.project_id) and p.account_id = u.account_id
  where ak.access = r.access_key and ak.enabled
) c on true
left join key_alias al on r.alias_name is not null and al.account_id = coalesce(r.alias_account, c.c_account_id)
  and al.region = coalesce(r.alias_region, split_part(c.c_project_name, '_', 1)) and al.name = r.alias_name
left join cmk k on k.id = coalesce(r.key_id, al.key_id)
left join key_version v on v.key_id = k.id and v.version = coalesce(r.key_version, k.primary_version)`;

type HeldGrantRow = [id: string, operations: GrantOperation[], isGrantee: boolean, isRetirer: boolean, isIssuer: boolean];

type Row = KeyRow &
  MaterialRow & {
    ord: number;
    c_account_id: string | null;
    c_account_name: string;
    c_user_id: string;
    c_user_name: string;
    c_project_id: string | null;
    c_project_name: string | null;
    /** null where there is no project. */
    c_project_enabled: boolean | null;
    /** Those for the whole account begin with an asterisk. */
    c_roles: string[];
    c_access: string | null;
    c_secret: Buffer | null;
    c_session_id: string | null;
    c_signed_in_from: CallerSource;
    c_mfa: boolean;
    c_stepped_up_at: Date | null;
    c_must_set_up_factor: boolean;
    c_project_bound: boolean;
    c_last_used_at: Date | null;
    k_grants: HeldGrantRow[] | null;
    k_xmin: string;
    k_destroyed: boolean;
    v_xmin: string;
    /** null where nobody has called; and where it is not counted, which leaves nothing to rely on. */
    iam_revision: string | null;
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
  readonly #guesses: Guesses;
  #waiting: Waiting[] = [];
  #inFlight = 0;
  #scheduled = false;

  /** @param rememberedKeys key versions to remember for guesses, about 2 KB each */
  constructor(pool: pg.Pool, rememberedKeys: number) {
    this.#pool = pool;
    this.#guesses = new Guesses(rememberedKeys);
    // What is connected to now may be a restored database, or a replica that took over: its transactions are numbered anew.
    pool.on("connect", () => this.#guesses.forgetAll());
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

  /** Whether this token was somebody's when last asked: then its request may be read before it is asked again. */
  knows(tokenHash: Buffer): boolean {
    return this.#guesses.knows(tokenHash);
  }

  /** Forgets what led to a guess that was wrong, or on which a call did not run: its next call asks. */
  forget(proof: Proof): void {
    this.#guesses.forget(proof);
  }

  /** Forgets what was read of keys whose material is gone. */
  forgetKeys(keyIds: readonly string[]): void {
    this.#guesses.forgetKeys(keyIds);
  }

  #remember({ tokenHash }: LookupRequest, { caller, key, material }: LookupAnswer, row: Row): void {
    if (tokenHash === null) return;
    if (caller === null || row.iam_revision === null) {
      this.#guesses.forgetCaller(tokenHash);
      return;
    }
    this.#guesses.keepCaller({ caller, tokenHash, iamRevision: row.iam_revision });
    // A call on a key of elsewhere rests on a grant or is refused; neither is done on a guess.
    if (key === null || material === null || key.projectId !== caller.projectId) return;
    const proven = { keyId: key.id, version: material.version, keyXmin: row.k_xmin, versionXmin: row.v_xmin };
    this.#guesses.keepKey({ key, material, row: proven });
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
          batch.map(({ request }) => request.accessKey),
          batch.map(({ request }) => request.projectId),
          batch.map(({ request }) => keyIdOf(request)),
          batch.map(({ request }) => aliasOf(request)?.accountId ?? null),
          batch.map(({ request }) => aliasOf(request)?.region ?? null),
          batch.map(({ request }) => aliasOf(request)?.name ?? null),
          batch.map(({ request }) => request.keyVersion),
          batch.map(({ request }) => request.now),
        ],
      });
      for (const row of rows) {
        const waiting = batch[row.ord - 1] as Waiting;
        const answer = toAnswer(row, waiting.request.now);
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

function toAnswer(row: Row, now: Date): LookupAnswer {
  const key = row.id === null ? null : toKey(row);
  return {
    caller: row.c_account_id === null ? null : toCaller(row, row.c_account_id, now),
    accessKey: row.c_secret === null ? null : { sealedSecret: row.c_secret, lastUsedAt: row.c_last_used_at },
    key,
    material: key === null || row.k_destroyed ? null : toMaterial(key, row),
    wasDestroyed: row.k_destroyed,
    grants: row.k_grants === null ? [] : row.k_grants.map(toHeldGrant),
  };
}

function toHeldGrant([id, operations, isGrantee, isRetirer, isIssuer]: HeldGrantRow): HeldGrant {
  return { id, operations, isGrantee, isRetirer, isIssuer };
}

function toCaller(row: Row, accountId: string, now: Date): Caller {
  const accountRoles = row.c_roles.filter((role) => role.startsWith("*")).map((role) => role.slice(1));
  return {
    accountId,
    accountName: row.c_account_name,
    userId: row.c_user_id,
    userName: row.c_user_name,
    projectId: row.c_project_id,
    projectName: row.c_project_name,
    isProjectDisabled: row.c_project_enabled === false,
    roles: [...accountRoles, ...row.c_roles.filter((role) => !role.startsWith("*"))],
    accountRoles,
    accessKey: row.c_access,
    sessionId: row.c_session_id,
    signedInFrom: row.c_signed_in_from,
    isMfaPresent: row.c_mfa,
    isSteppedUp: isStepUpFresh(row.c_stepped_up_at, now),
    mustSetUpFactor: row.c_must_set_up_factor,
    isProjectBound: row.c_project_bound,
  };
}
