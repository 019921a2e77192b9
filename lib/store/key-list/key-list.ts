/**
 * Lists of keys: by offset for the wire's list-keys and its search by tags, by cursor for the console. Newest first unless asked
 * otherwise. Invariant: a page costs what it shows, not what the project holds. A short walk down the list tells whether many keys
 * match. Where they do, walking on soon meets enough of them; where they do not, the matches are gathered by index and sorted, and
 * that is also done where many match, but far down.
 */
import type { Key } from "#lib/domain/key";
import { StatementValues } from "../database/statement-values";
import { type KeyRow, toKey } from "../keys/keys";
import type { Store } from "../open";
import { afterCursor, isByAlias, type KeySort, orderBy, reversed, toCursor } from "./key-cursor";
import { isUnfiltered, type KeyFilter, keyConditions, nameConditions, nameIndexConditions, termConditions } from "./key-filter";

/** How many matches are counted one by one. */
const COUNTED = 1000;
/** How many matches are gathered and sorted before walking is tried. */
const GATHERED = 5000;
/** Keys that a walk looks at for each that it is to find: to learn how dense they are, and to find them. */
const STEPS_TO_LEARN = 4;
const STEPS_TO_FIND = 50;
/** The part of the keys from which on it is quicker to look at one after the other than to ask an index. */
const DENSE = 0.1;

export type MatchCount = { readonly matching: number; readonly isExact: boolean };

/** A page begins after a key or ends before one; "" for neither. */
type CursorPage = { sort: KeySort; after: string; before: string; limit: number };
type OffsetPage = { offset: number; limit: number };
/** A piece of a list: what comes after the cursor, without the first `offset`. */
type Slice = { sort: KeySort; cursor: string; offset: number; limit: number };

/**
 * One page, and how many keys match in all: exact up to a thousand, and without a filter always. A page that is to end before a place
 * which fewer keys precede is the first page.
 * @returns nextCursor, previousCursor: for `after` and `before`; "" when this is the last page, or the first
 * @throws KmsError `parameterInvalid` for a cursor that this list did not give
 */
export async function searchKeys(
  store: Store,
  projectId: string,
  filter: KeyFilter,
  page: CursorPage,
): Promise<{ keys: Key[]; nextCursor: string; previousCursor: string } & MatchCount> {
  const { sort, after, before, limit } = page;
  const isBackward = before !== "";
  const place = isBackward ? reversed(sort, before) : { sort, cursor: after };
  const slice = { ...place, offset: 0, limit: limit + 1 };
  const found = isUnfiltered(filter) ? await readUnfiltered(store, projectId, slice) : await readFiltered(store, projectId, filter, slice);
  if (isBackward && found.keys.length < limit) return searchKeys(store, projectId, filter, { ...page, before: "" });
  const isCut = found.keys.length > limit;
  const keys = found.keys.slice(0, limit);
  if (isBackward) keys.reverse();
  const cursorOf = (key: Key | undefined) => (key === undefined ? "" : toCursor(sort, key));
  return {
    ...found,
    keys,
    nextCursor: isBackward || isCut ? cursorOf(keys.at(-1)) : "",
    previousCursor: (isBackward ? isCut : after !== "") ? cursorOf(keys[0]) : "",
  };
}

/** One page by offset, newest first, and how many keys match in all, exactly. */
export async function listKeys(
  store: Store,
  projectId: string,
  filter: KeyFilter,
  page: OffsetPage,
): Promise<{ keys: Key[]; total: number }> {
  const slice: Slice = { ...page, sort: "created_desc", cursor: "" };
  if (isUnfiltered(filter)) {
    const { keys, matching } = await readUnfiltered(store, projectId, slice);
    return { keys, total: matching };
  }
  const found = await readFiltered(store, projectId, filter, slice);
  return { keys: found.keys, total: found.isExact ? found.matching : await countKeysThatMatch(store, projectId, filter) };
}

/** How many keys match, exactly. */
export async function countKeysThatMatch(store: Store, projectId: string, filter: KeyFilter): Promise<number> {
  if (isUnfiltered(filter)) return totalOf(store, projectId);
  const { lead } = await chooseLead(store, projectId, filter);
  return countByLead(store, projectId, filter, lead, null);
}

async function totalOf(store: Store, projectId: string): Promise<number> {
  const [row] = await store.list<{ n: number }>("select key_total as n from project where id = $1", [projectId]);
  return row?.n ?? 0;
}

async function readUnfiltered(store: Store, projectId: string, slice: Slice): Promise<{ keys: Key[] } & MatchCount> {
  const [keys, matching] = await Promise.all([walk(store, projectId, {}, slice, null), totalOf(store, projectId)]);
  return { keys, matching, isExact: true };
}

async function readFiltered(store: Store, projectId: string, filter: KeyFilter, slice: Slice): Promise<{ keys: Key[] } & MatchCount> {
  const wanted = slice.offset + slice.limit;
  // Far down there is nothing to be won by walking.
  if (wanted > COUNTED + 1) return gatherOrWalk(store, projectId, filter, slice, 0);
  const start = await walk(store, projectId, filter, { ...slice, offset: 0, limit: wanted }, STEPS_TO_LEARN * wanted);
  if (start.length < DENSE * STEPS_TO_LEARN * wanted) return gatherOrWalk(store, projectId, filter, slice, STEPS_TO_FIND * wanted);
  const isFull = start.length === wanted;
  const [counted, rest] = await Promise.all([
    countByScan(store, projectId, filter),
    isFull ? start.slice(slice.offset) : walk(store, projectId, filter, slice, STEPS_TO_FIND * wanted),
  ]);
  const isWhole = isFull || rest.length === slice.limit;
  const keys = isWhole ? rest : await gather(store, projectId, filter, slice, (await chooseLead(store, projectId, filter)).lead);
  return { keys, ...toMatchCount(counted) };
}

/** @param steps to walk where many match; 0 for none */
async function gatherOrWalk(
  store: Store,
  projectId: string,
  filter: KeyFilter,
  slice: Slice,
  steps: number,
): Promise<{ keys: Key[] } & MatchCount> {
  const { lead, isFrequent } = await chooseLead(store, projectId, filter);
  if (isFrequent && steps > 0) {
    // Where each thing alone is met by many, all together usually are by enough.
    const [walked, counted] = await Promise.all([
      walk(store, projectId, filter, slice, steps),
      countByLead(store, projectId, filter, lead, COUNTED + 1),
    ]);
    if (walked.length === slice.limit) return { keys: walked, ...toMatchCount(counted) };
  }
  const few = await gatherFew(store, projectId, filter, slice, lead);
  if (few.matching <= GATHERED) return { keys: few.keys, ...toMatchCount(few.matching) };
  const walked = steps === 0 || isFrequent ? [] : await walk(store, projectId, filter, slice, steps);
  const keys = walked.length === slice.limit ? walked : await gather(store, projectId, filter, slice, lead);
  return { keys, ...toMatchCount(few.matching) };
}

function toMatchCount(counted: number): MatchCount {
  return { matching: Math.min(counted, COUNTED), isExact: counted <= COUNTED };
}

/** How many match, counted up to one more than is told, without the indexes that would first gather all. */
async function countByScan(store: Store, projectId: string, filter: KeyFilter): Promise<number> {
  const values = new StatementValues();
  const [lead = "key"] = leadsOf(projectId, filter);
  const { from } = toMatches(projectId, filter, values, { lead, byIndex: false, needsKey: false });
  return countUpTo(store, COUNTED + 1, from, values);
}

/** @param limit how many to count at most; null for all */
async function countByLead(store: Store, projectId: string, filter: KeyFilter, lead: Lead, limit: number | null): Promise<number> {
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

/** Gathers the matches up to one too many, and reads the slice of these; it is right only where they are all. */
async function gatherFew(
  store: Store,
  projectId: string,
  filter: KeyFilter,
  slice: Slice,
  lead: Lead,
): Promise<{ keys: Key[]; matching: number }> {
  const values = new StatementValues();
  const { columns, from } = toMatches(projectId, filter, values, { lead, byIndex: true, needsKey: isByAlias(slice.sort) });
  const rows = await store.list<KeyRow & { matching: number }>(
    `with found as materialized (select ${columns} from ${from} limit ${GATHERED + 1})
     select counted.matching, k.* from (select count(*)::int as matching from found) counted
     left join (select f.id from found f where ${afterCursor(slice.sort, slice.cursor, "f", values)}
       order by ${orderBy(slice.sort, "f")} limit ${values.add(slice.limit)} offset ${values.add(slice.offset)}) f on true
     left join cmk k on k.id = f.id and ${withoutIndex(`k.project_id = ${values.add(projectId)}`)} order by ${orderBy(slice.sort, "k")}`,
    values.all,
  );
  return { matching: rows[0]?.matching ?? 0, keys: rows.filter(({ id }) => id !== null).map(toKey) };
}

/** Gathers all matches by index, and sorts them. */
async function gather(store: Store, projectId: string, filter: KeyFilter, slice: Slice, lead: Lead): Promise<Key[]> {
  const values = new StatementValues();
  const { columns, from } = toMatches(projectId, filter, values, { lead, byIndex: true, needsKey: isByAlias(slice.sort) });
  const rows = await store.list<KeyRow>(
    `select k.* from (select * from (select ${columns} from ${from}) f where ${afterCursor(slice.sort, slice.cursor, "f", values)}
       order by ${orderBy(slice.sort, "f")} limit ${values.add(slice.limit)} offset ${values.add(slice.offset)}) f
     join cmk k on k.id = f.id and ${withoutIndex(`k.project_id = ${values.add(projectId)}`)} order by ${orderBy(slice.sort, "k")}`,
    values.all,
  );
  return rows.map(toKey);
}

/** Reads the list in its order, and leaves out what does not match. @param steps keys to look at, at most; null for as many as it takes */
async function walk(store: Store, projectId: string, filter: KeyFilter, slice: Slice, steps: number | null): Promise<Key[]> {
  const values = new StatementValues();
  const inPlace = `k.project_id = ${values.add(projectId)} and ${afterCursor(slice.sort, slice.cursor, "k", values)}`;
  const order = orderBy(slice.sort, "k");
  const rows = await store.list<KeyRow>(
    `select k.* from (select k.id from ${
      steps === null
        ? `cmk k where ${inPlace} and`
        : `(
         select k.* from cmk k where ${inPlace} order by ${order} limit ${values.add(steps)}) k where`
    }
        ${rowByRow(projectId, filter, values).join(" and ")}
       order by ${order} limit ${values.add(slice.limit)} offset ${values.add(slice.offset)}) page
     join cmk k on k.id = page.id order by ${order}`,
    values.all,
  );
  return rows.map(toKey);
}

/** By what the matches are found, all else being looked up for each of them. */
type Lead = "terms" | "name" | "key";
const TABLES = {
  terms: { table: "key_terms", row: "t", id: "t.key_id" },
  name: { table: "key_name", row: "n", id: "n.key_id" },
  key: { table: "cmk", row: "k", id: "k.id" },
} as const;

/** Everything that has an index for something in the filter. */
function leadsOf(projectId: string, filter: KeyFilter): Lead[] {
  const leads = (["terms", "name"] as const).filter((lead) => conditionsOn(lead, projectId, filter, new StatementValues()).length > 0);
  return filter.states ? [...leads, "key"] : leads;
}

/**
 * What meets the fewest keys, and whether even that meets more than are gathered; unknown, and so false, where there is no choice.
 * Counted, not estimated: statistics know nothing of a project that was filled a minute ago.
 */
async function chooseLead(store: Store, projectId: string, filter: KeyFilter): Promise<{ lead: Lead; isFrequent: boolean }> {
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

function conditionsOn(table: Lead, projectId: string, filter: KeyFilter, values: StatementValues): string[] {
  if (table === "terms") return termConditions(projectId, filter, values);
  return table === "name" ? nameConditions(filter, values) : keyConditions(filter, values);
}

/** With what the index of names needs besides. */
function leadConditions(lead: Lead, projectId: string, filter: KeyFilter, values: StatementValues): string[] {
  const ofIndex = lead === "name" ? nameIndexConditions(projectId, filter, values) : [];
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
function toMatches(
  projectId: string,
  filter: KeyFilter,
  values: StatementValues,
  { lead, byIndex, needsKey }: { lead: Lead; byIndex: boolean; needsKey: boolean },
): { columns: string; from: string } {
  const { table, row, id } = TABLES[lead];
  const others = (["terms", "name", "key"] as const)
    .filter((other) => other !== lead)
    .map((other) => ({ ...TABLES[other], other, conditions: conditionsOn(other, projectId, filter, values) }))
    .filter(({ other, conditions }) => conditions.length > 0 || (other === "key" && needsKey));
  const conditions = [
    ...(byIndex
      ? leadConditions(lead, projectId, filter, values)
      : [inProject(lead, projectId, values), ...conditionsOn(lead, projectId, filter, values).map(withoutIndex)]),
    ...others.flatMap((joined) => [inProject(joined.other, projectId, values), ...joined.conditions]).map(withoutIndex),
  ];
  return {
    columns: `${id} as id, ${row}.created_at${needsKey ? ", k.alias" : ""}`,
    from: `${table} ${row} ${others.map((joined) => `join ${joined.table} ${joined.row} on ${joined.id} = ${id}`).join(" ")}
      where ${conditions.join(" and ")}`,
  };
}

/**
 * The condition in a form that no index answers. Of a joined table this leaves the look-up by key ID: a planner that expects one key
 * where there are thousands would take any other index as well, and read all of it once for each key.
 */
function withoutIndex(condition: string): string {
  return `(${condition}) is true`;
}

/** The same conditions where each key is looked at by itself: look-ups by its ID, which the planner cannot turn into joins. */
function rowByRow(projectId: string, filter: KeyFilter, values: StatementValues): string[] {
  const ofTerms = termConditions(projectId, filter, values);
  const ofName = nameConditions(filter, values);
  return [
    "true",
    ...keyConditions(filter, values),
    ...(ofTerms.length > 0 ? [`(select ${ofTerms.join(" and ")} from key_terms t where t.key_id = k.id)`] : []),
    ...(ofName.length > 0 ? [`(select ${ofName.join(" and ")} from key_name n where n.key_id = k.id)`] : []),
  ];
}
