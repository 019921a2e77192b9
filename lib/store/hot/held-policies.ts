/**
 * The policies that callers hold, made ready for deciding. Invariant: one is taken from memory only under the transaction that last wrote its
 * row, which the statement that found the caller has told; so a policy that was changed is read anew by the next request.
 */
import type pg from "pg";
import { type CompiledPolicy, compileStored } from "#lib/domain/policy/compile-policy";
import type { HeldPolicy, HeldScope } from "#lib/domain/policy/held-policy";
import { SYSTEM_POLICIES } from "#lib/domain/policy/system-policies";
import { Recent } from "./recent";

/**
 * As the statement gives it; role is "", and ID and transaction are there, for a policy of the account. One of elsewhere is held in the key's
 * project and not in the caller's: its Denies count for what a grant would allow there, and nothing else of it.
 */
export type HeldRow = [
  role: string,
  scope: HeldScope,
  groupId: string,
  policyId: string | null,
  xmin: string | null,
  isOfElsewhere: boolean,
];

type Wanted = { readonly id: string; readonly xmin: string };

/** Of up to 20,000 characters each. */
const MAX_POLICIES = 2_000;
const SYSTEM: ReadonlyMap<string, CompiledPolicy> = new Map(SYSTEM_POLICIES.map(({ name, compiled }) => [name, compiled]));

const NOTHING: CompiledPolicy["allows"] = new Map();

export class HeldPolicies {
  readonly #pool: pg.Pool;
  readonly #known = new Recent<CompiledPolicy>(MAX_POLICIES);

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** What is known was read from another database. */
  forgetAll(): void {
    this.#known.clear();
  }

  /**
   * Reads what is not known of these. Most requests need nothing.
   * @returns policies by ID and transaction that were read just now, and count for these rows
   * @throws when the database does not answer
   */
  async read(rows: readonly (readonly HeldRow[])[]): Promise<ReadonlyMap<string, CompiledPolicy>> {
    const missing = new Set(rows.flat().flatMap((row) => toWanted(row).flatMap((wanted) => (this.#find(wanted) ? [] : [wanted.id]))));
    const read = new Map<string, CompiledPolicy>();
    if (missing.size === 0) return read;
    const found = await this.#pool.query<{ id: string; name: string; document: unknown; xmin: string }>({
      name: "held-policies",
      text: "select id, display_name as name, document, xmin::text as xmin from policy where id = any($1)",
      values: [[...missing]],
    });
    for (const { id, name, document, xmin } of found.rows) {
      const compiled = compileStored({ id, name }, document);
      this.#known.keep(nameOf({ id, xmin }), compiled);
      read.set(nameOf({ id, xmin }), compiled);
    }
    return read;
  }

  /**
   * @param read what `read` has given for these rows
   * @returns null where a policy has become another meanwhile, or is gone
   */
  toHeld(rows: readonly HeldRow[], read: ReadonlyMap<string, CompiledPolicy>): HeldPolicy[] | null {
    const held: HeldPolicy[] = [];
    for (const row of rows) {
      const [role, scope, groupId, , , isOfElsewhere] = row;
      const [wanted] = toWanted(row);
      const policy = wanted === undefined ? SYSTEM.get(role) : (read.get(nameOf(wanted)) ?? this.#find(wanted));
      if (policy === undefined && wanted !== undefined) return null;
      if (policy !== undefined) held.push({ policy: isOfElsewhere ? { ...policy, allows: NOTHING } : policy, scope, groupId });
    }
    return held;
  }

  #find(wanted: Wanted): CompiledPolicy | undefined {
    return this.#known.find(nameOf(wanted));
  }
}

function nameOf({ id, xmin }: Wanted): string {
  return `${id}/${xmin}`;
}

function toWanted([, , , id, xmin]: HeldRow): Wanted[] {
  return id === null || xmin === null ? [] : [{ id, xmin }];
}
