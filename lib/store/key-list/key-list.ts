/**
 * Lists of keys: by offset for the wire's list-keys and its search by tags, by cursor for the console. Newest first unless asked
 * otherwise. Invariant: a page costs what it shows, not what the project holds. A short walk down the list tells whether many keys
 * match. Where they do, walking on soon meets enough of them; where they do not, the matches are gathered by index and sorted, and
 * that is also done where many match, but far down.
 */
import type { Key } from "#lib/domain/key";
import type { Store } from "../open";
import { COUNTED, chooseLead, countByLead, countByScan, GATHERED, type MatchCount, toMatchCount, totalOf } from "./count-keys";
import { type KeySort, reversed, toCursor } from "./key-cursor";
import { isUnfiltered, type KeyFilter } from "./key-filter";
import { gather, gatherFew, type Slice, walk } from "./read-slices";

/** Keys that a walk looks at for each that it is to find: to learn how dense they are, and to find them. */
const STEPS_TO_LEARN = 4;
const STEPS_TO_FIND = 50;
/** The part of the keys from which on it is quicker to look at one after the other than to ask an index. */
const DENSE = 0.1;

/** A page begins after a key or ends before one; "" for neither. */
type CursorPage = { sort: KeySort; after: string; before: string; limit: number };
type OffsetPage = { offset: number; limit: number };

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
