/**
 * The ways to read a part of a list: walking down it and leaving out what does not match, or gathering the matches by index and
 * sorting them. Invariant: both give the same keys in the same order; they differ in what they cost.
 */
import type { Key } from "#lib/domain/key";
import { StatementValues } from "../database/statement-values";
import { type KeyRow, toListedKey } from "../keys/key-row";
import type { Store } from "../open";
import { GATHERED } from "./count-keys";
import { afterCursor, isByAlias, type KeySort, orderBy } from "./key-cursor";
import type { KeyFilter } from "./key-filter";
import { type Lead, rowByRow, toMatches, withoutIndex } from "./matches";

/** A part of a list: what comes after the cursor, without the first `offset`. */
export type Slice = { sort: KeySort; cursor: string; offset: number; limit: number };

/** Gathers the matches up to one too many, and reads the slice of these; it is right only where they are all. */
export async function gatherFew(
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
  return { matching: rows[0]?.matching ?? 0, keys: rows.filter(({ id }) => id !== null).map(toListedKey) };
}

/** Gathers all matches by index, and sorts them. */
export async function gather(store: Store, projectId: string, filter: KeyFilter, slice: Slice, lead: Lead): Promise<Key[]> {
  const values = new StatementValues();
  const { columns, from } = toMatches(projectId, filter, values, { lead, byIndex: true, needsKey: isByAlias(slice.sort) });
  const rows = await store.list<KeyRow>(
    `select k.* from (select * from (select ${columns} from ${from}) f where ${afterCursor(slice.sort, slice.cursor, "f", values)}
       order by ${orderBy(slice.sort, "f")} limit ${values.add(slice.limit)} offset ${values.add(slice.offset)}) f
     join cmk k on k.id = f.id and ${withoutIndex(`k.project_id = ${values.add(projectId)}`)} order by ${orderBy(slice.sort, "k")}`,
    values.all,
  );
  return rows.map(toListedKey);
}

/** Reads the list in its order, and leaves out what does not match. @param steps keys to look at, at most; null for as many as it takes */
export async function walk(store: Store, projectId: string, filter: KeyFilter, slice: Slice, steps: number | null): Promise<Key[]> {
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
  return rows.map(toListedKey);
}
