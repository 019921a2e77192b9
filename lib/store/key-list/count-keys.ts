/**
 * How many keys match. Invariant: what is counted one by one is bounded, but where somebody asks for an exact number; so a count
 * costs no more in a project of a hundred thousand keys.
 */

import type { KeyLimit } from "#lib/domain/policy/key-limit";
import { StatementValues } from "../database/statement-values";
import { countKeys } from "../identity/identities";
import type { Store } from "../open";
import type { KeyFilter } from "./key-filter";
import { keysWithin, type Lead, leadConditions, leadsOf, TABLES, toMatches } from "./matches";

/** How many matches are counted one by one. */
export const COUNTED = 1000;
/** How many matches are gathered and sorted before walking is tried. */
export const GATHERED = 5000;

export type MatchCount = { readonly matching: number; readonly isExact: boolean };

/** How many keys the project has; the database keeps count. */
export async function totalOf(store: Store, projectId: string): Promise<number> {
  const [row] = await store.list<{ n: number }>("select key_total as n from project where id = $1", [projectId]);
  return row?.n ?? 0;
}

export function toMatchCount(counted: number): MatchCount {
  return { matching: Math.min(counted, COUNTED), isExact: counted <= COUNTED };
}

/** How many match, counted up to one more than is told, without the indexes that would first gather all. */
export async function countByScan(store: Store, projectId: string, filter: KeyFilter): Promise<number> {
  const values = new StatementValues();
  // What is found by the limit alone is found as well by looking at the keys.
  const [lead = "key"] = leadsOf(projectId, { ...filter, limit: null });
  const { from } = toMatches(projectId, filter, values, { lead, byIndex: false, needsKey: false });
  return countUpTo(store, COUNTED + 1, from, values);
}

/** @param limit how many to count at most; null for all */
export async function countByLead(store: Store, projectId: string, filter: KeyFilter, lead: Lead, limit: number | null): Promise<number> {
  const values = new StatementValues();
  const { from } = toMatches(projectId, filter, values, { lead, byIndex: true, needsKey: false });
  return countUpTo(store, limit, from, values);
}

async function countUpTo(store: Store, limit: number | null, from: string, values: StatementValues): Promise<number> {
  const [row] = await store.list<{ n: number }>(
    `select count(*)::int as n from (select 1 from ${from} limit ${limit ?? "all"}) counted`,
    values.all,
  );
  return row?.n ?? 0;
}

/** Custom keys of the project, those pending deletion too. @param limit which of them count; null for all, of which the database keeps count */
export async function countCustomKeys(store: Store, projectId: string, limit: KeyLimit | null): Promise<number> {
  if (limit === null) return countKeys(store, projectId);
  const values = new StatementValues();
  return countUpTo(store, null, `(${keysWithin(projectId, limit, values)} and not k.is_default) mine`, values);
}

/**
 * What meets the fewest keys, and whether even that meets more than are gathered; unknown, and so false, where there is no choice.
 * Counted, not estimated: statistics know nothing of a project that was filled a minute ago.
 */
export async function chooseLead(store: Store, projectId: string, filter: KeyFilter): Promise<{ lead: Lead; isFrequent: boolean }> {
  const leads = leadsOf(projectId, filter);
  if (leads.length < 2) return { lead: leads[0] ?? "key", isFrequent: false };
  const counts = await Promise.all(
    leads.map((lead) => {
      const values = new StatementValues();
      const conditions = leadConditions(lead, projectId, filter, values).join(" and ");
      return countUpTo(store, GATHERED + 1, `${TABLES[lead].table} ${TABLES[lead].row} where ${conditions}`, values);
    }),
  );
  const fewest = Math.min(...counts);
  return { lead: leads[counts.indexOf(fewest)] as Lead, isFrequent: fewest > GATHERED };
}
