/**
 * Which keys a filter meets, as parts of a statement: by what they are found first (an index of what keys are, of their names, or the
 * keys themselves), and what is looked up for each of them. Invariant: every part is held to the project.
 */

import type { KeyLimit } from "#lib/domain/policy/key-limit";
import { StatementValues } from "../database/statement-values";
import {
  type KeyFilter,
  keyConditions,
  limitConditions,
  limitTermConditions,
  nameConditions,
  nameIndexConditions,
  termConditions,
} from "./key-filter";

/** By what the matches are found, all else being looked up for each of them. */
export type Lead = "terms" | "name" | "key";
export const TABLES = {
  terms: { table: "key_terms", row: "t", id: "t.key_id" },
  name: { table: "key_name", row: "n", id: "n.key_id" },
  key: { table: "cmk", row: "k", id: "k.id" },
} as const;

/** Everything that has an index for something in the filter. */
export function leadsOf(projectId: string, filter: KeyFilter): Lead[] {
  const values = new StatementValues();
  const hasTerms = [...termConditions(projectId, filter, values), ...limitTermConditions(projectId, filter, values)].length > 0;
  const leads: Lead[] = [
    ...(hasTerms ? (["terms"] as const) : []),
    ...(nameConditions(filter, values).length > 0 ? (["name"] as const) : []),
  ];
  return filter.states || filter.alias !== undefined || filter.unusedSince ? [...leads, "key"] : leads;
}

function conditionsOn(table: Lead, projectId: string, filter: KeyFilter, values: StatementValues): string[] {
  if (table === "terms") return termConditions(projectId, filter, values);
  return table === "name" ? nameConditions(filter, values) : keyConditions(filter, values);
}

/** With what the indexes need besides. Whatever is found so may still be out of the limit. */
export function leadConditions(lead: Lead, projectId: string, filter: KeyFilter, values: StatementValues): string[] {
  const ofIndex = {
    terms: () => limitTermConditions(projectId, filter, values),
    name: () => nameIndexConditions(projectId, filter, values),
    key: () => [],
  }[lead]();
  return [inProject(lead, projectId, values), ...ofIndex, ...conditionsOn(lead, projectId, filter, values)];
}

function inProject(table: Lead, projectId: string, values: StatementValues): string {
  return `${TABLES[table].row}.project_id = ${values.add(projectId)}`;
}

/**
 * The matches, each with what a list is sorted by.
 * @param how.byIndex whether to ask the index of what keys are found by, or to look at one key after the other
 * @param how.needsKey whether aliases are wanted, which only the keys themselves have
 */
export function toMatches(
  projectId: string,
  filter: KeyFilter,
  values: StatementValues,
  { lead, byIndex, needsKey }: { lead: Lead; byIndex: boolean; needsKey: boolean },
): { columns: string; from: string } {
  const { table, row, id } = TABLES[lead];
  const isLimited = Boolean(filter.limit);
  const others = (["terms", "name", "key"] as const)
    .filter((other) => other !== lead)
    .map((other) => ({ ...TABLES[other], other, conditions: conditionsOn(other, projectId, filter, values) }))
    .filter(({ other, conditions }) => conditions.length > 0 || (other === "key" && (needsKey || isLimited)));
  const conditions = [
    ...(byIndex
      ? leadConditions(lead, projectId, filter, values)
      : [inProject(lead, projectId, values), ...conditionsOn(lead, projectId, filter, values).map(withoutIndex)]),
    ...others.flatMap((joined) => [inProject(joined.other, projectId, values), ...joined.conditions]).map(withoutIndex),
    ...limitConditions(filter, values).map(withoutIndex),
  ];
  return {
    columns: `${id} as id, ${row}.created_at${needsKey ? ", k.alias" : ""}`,
    from: `${table} ${row} ${others.map((joined) => `join ${joined.table} ${joined.row} on ${joined.id} = ${id}`).join(" ")}
      where ${conditions.join(" and ")}`,
  };
}

/** A statement that gives `id` of the keys for which a limit holds. */
export function keysWithin(projectId: string, limit: KeyLimit, values: StatementValues): string {
  const [lead = "key"] = leadsOf(projectId, { limit });
  const { columns, from } = toMatches(projectId, { limit }, values, { lead, byIndex: true, needsKey: true });
  return `select ${columns} from ${from}`;
}

/**
 * The condition in a form that no index answers. Of a joined table this leaves the look-up by key ID: a planner that expects one key
 * where there are thousands would take any other index as well, and read all of it once for each key.
 */
export function withoutIndex(condition: string): string {
  return `(${condition}) is true`;
}

/** The same conditions where each key is looked at by itself: look-ups by its ID, which the planner cannot turn into joins. */
export function rowByRow(projectId: string, filter: KeyFilter, values: StatementValues): string[] {
  const ofTerms = termConditions(projectId, filter, values);
  const ofName = nameConditions(filter, values);
  return [
    "true",
    ...keyConditions(filter, values),
    ...limitConditions(filter, values),
    ...(ofTerms.length > 0 ? [`(select ${ofTerms.join(" and ")} from key_terms t where t.key_id = k.id)`] : []),
    ...(ofName.length > 0 ? [`(select ${ofName.join(" and ")} from key_name n where n.key_id = k.id)`] : []),
  ];
}
