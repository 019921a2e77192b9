/**
 * The key list's state: what is searched, filtered, sorted, shown, and on which page. It lives in the URL, so that Back,
 * reload and a shared link show the same list. Invariant: a URL edited by hand gives a valid search; unknown values are dropped.
 */
import { KEY_SPEC_NAMES, KEY_USAGES } from "#lib/domain/key-spec";
import { KEY_STATE_NAMES, KEY_STATES } from "#lib/domain/key-state";
import type { OperationName } from "#lib/operations/catalog";
import type { RequestOf } from "#lib/wire/catalog";
import { fromWireState, WIRE_STATES } from "#lib/wire/kms/key-state";
import { forgiveBlanks } from "./forgive-blanks";
import { isUsual, type OptionalColumn, readColumns, USUAL_COLUMNS } from "./list-columns";
import { readParameters, type TagCriterion, toParameter, toTagFilter } from "./tag-criteria";

/** The first is what the list begins with. */
export const PAGE_SIZES = [25, 50, 100, 500, 1000] as const;
const [PAGE_SIZE] = PAGE_SIZES;
export const SORTS = ["created_desc", "created_asc", "alias_asc", "alias_desc"] as const;
const TEXT_MAX = 255;

/** Filters by URL parameter: the values each may take. A key meets a filter that has one of the values chosen. */
export const FILTERS = {
  status: KEY_STATE_NAMES,
  algorithm: KEY_SPEC_NAMES,
  usage: KEY_USAGES,
  origin: ["kms", "external"],
  kind: ["custom", "default"],
  /** Not used for so many days, and made before them. */
  unused: ["30", "90", "365"],
} as const satisfies Record<string, readonly string[]>;
export type FilterName = keyof typeof FILTERS;
export const FILTER_NAMES = Object.keys(FILTERS) as FilterName[];

/** Where a page is: after or before the key that a cursor of the API names. Its number is what people counted on their way there. */
export type PagePlace = { readonly number: number; readonly side: (typeof SIDES)[number]; readonly cursor: string };
const SIDES = ["after", "before"] as const;

/** The values chosen of each filter, in the order of `FILTERS`; a filter without any is absent. */
export type KeyFilters = Partial<Record<FilterName, readonly string[]>>;

export type KeySearch = {
  /** Without blanks around it. */
  readonly text: string;
  readonly filters: KeyFilters;
  readonly tags: readonly TagCriterion[];
  readonly sort: (typeof SORTS)[number];
  /** Null on the first page. */
  readonly place: PagePlace | null;
  /** Those that are shown, in their order. */
  readonly columns: readonly OptionalColumn[];
  readonly size: (typeof PAGE_SIZES)[number];
};

const CURSOR_MAX = 1024;

/** @param remembered the columns of a URL that names none */
export function toKeySearch(parameters: URLSearchParams, remembered: readonly OptionalColumn[] = USUAL_COLUMNS): KeySearch {
  const filters: KeyFilters = {};
  for (const name of FILTER_NAMES) {
    const values = chosenValues(name, parameters.get(name)?.split(",") ?? []);
    if (values.length > 0) filters[name] = values;
  }
  return {
    text: forgiveBlanks(parameters.get("q") ?? "").slice(0, TEXT_MAX),
    filters,
    tags: readParameters(parameters.getAll("tag")),
    sort: SORTS.find((sort) => sort === parameters.get("sort")) ?? "created_desc",
    place: readPlace(parameters),
    columns: readColumns(parameters, remembered),
    size: PAGE_SIZES.find((size) => String(size) === parameters.get("size")) ?? PAGE_SIZE,
  };
}

/** What of the values the filter has, in its own order. */
function chosenValues(name: FilterName, values: readonly string[]): readonly string[] {
  return (FILTERS[name] as readonly string[]).filter((known) => values.includes(known));
}

function readPlace(parameters: URLSearchParams): PagePlace | null {
  const side = SIDES.find((one) => parameters.has(one));
  const cursor = (side && parameters.get(side)) ?? "";
  if (!side || cursor === "" || cursor.length > CURSOR_MAX) return null;
  const number = /^[1-9]\d{0,5}$/.test(parameters.get("page") ?? "") ? Number(parameters.get("page")) : 2;
  return { number, side, cursor };
}

/** The shortest query string that gives this search back, with its "?", or "". */
export function toQueryString(search: KeySearch): string {
  const parameters = new URLSearchParams();
  if (search.text) parameters.set("q", search.text);
  for (const name of FILTER_NAMES) if (search.filters[name]) parameters.set(name, search.filters[name].join(","));
  for (const tag of search.tags) parameters.append("tag", toParameter(tag));
  if (search.sort !== "created_desc") parameters.set("sort", search.sort);
  if (!isUsual(search.columns)) parameters.set("cols", search.columns.join(","));
  if (search.size !== PAGE_SIZE) parameters.set("size", String(search.size));
  if (search.place) {
    parameters.set("page", String(search.place.number));
    parameters.set(search.place.side, search.place.cursor);
  }
  const text = parameters.toString();
  return text && `?${text}`;
}

/** What the user may be told of keys besides what every list says. */
export type MaySee = { readonly tags: boolean; readonly rotation: boolean; readonly lastUse: boolean };

/**
 * Input of `searchKeys` for the page that the search is on.
 * @param more what each key is to be given with
 */
export function toSearchInput(search: KeySearch, more: MaySee, limit: number = search.size): RequestOf<"searchKeys"> {
  const { status, algorithm, usage, origin, kind = [], unused = [] } = search.filters;
  return {
    search: search.text || undefined,
    key_states: status?.map((state) => WIRE_STATES[state as keyof typeof WIRE_STATES]),
    key_specs: algorithm as (typeof KEY_SPEC_NAMES)[number][] | undefined,
    key_usages: usage as (typeof KEY_USAGES)[number][] | undefined,
    origins: origin as ("kms" | "external")[] | undefined,
    // A key is of one of the two: both together leave nothing out.
    kind: kind.length === 1 ? (kind[0] as "custom" | "default") : undefined,
    tags: toTagFilter(search.tags),
    // Whoever was not used for a year was not used for a month either.
    unused_days: unused.length > 0 ? Math.min(...unused.map(Number)) : undefined,
    sort: search.sort,
    cursor: search.place?.side === "after" ? search.place.cursor : undefined,
    before: search.place?.side === "before" ? search.place.cursor : undefined,
    limit,
    with_tags: more.tags || undefined,
    with_rotation: more.rotation || undefined,
    with_last_use: more.lastUse || undefined,
  };
}

export function maySee(mayDo: readonly OperationName[]): MaySee {
  return {
    tags: mayDo.includes("listKeyTags"),
    rotation: mayDo.includes("getKeyRotationStatus"),
    lastUse: mayDo.includes("getKeyLastUsage"),
  };
}

/** What the shown columns need of each key, as far as the user may see it. */
export function neededBy(columns: readonly OptionalColumn[], may: MaySee): MaySee {
  const needs = (column: OptionalColumn) => columns.includes(column);
  return { tags: may.tags && needs("tags"), rotation: may.rotation && needs("rotation"), lastUse: may.lastUse && needs("used") };
}

/** Whether anything narrows the list: then an empty page means "no match" and not "no keys". */
export function isFiltered(search: KeySearch): boolean {
  return search.text !== "" || Object.keys(search.filters).length > 0 || search.tags.length > 0;
}

/** The same list without anything that narrows it. */
export function cleared(search: KeySearch): KeySearch {
  return changed(search, { text: "", filters: {}, tags: [] });
}

/** What a selection belongs to: which keys the list is of, whatever the page, order or columns. */
export function narrowingOf({ text, filters, tags }: KeySearch): string {
  return JSON.stringify([text, FILTER_NAMES.map((name) => filters[name] ?? []), tags]);
}

/** With the values chosen of one filter; none of them takes the filter away. */
export function withFilter(search: KeySearch, name: FilterName, values: readonly string[]): KeySearch {
  const { [name]: _old, ...others } = search.filters;
  const chosen = chosenValues(name, values);
  return changed(search, { filters: chosen.length > 0 ? { ...others, [name]: chosen } : others });
}

/** The same search on its first page, with something changed: cursors are of one filter and order only. */
export function changed(search: KeySearch, change: Partial<Omit<KeySearch, "place">>): KeySearch {
  return { ...search, ...change, place: null };
}

/** Word of a state for a wire state, as the status filter shows it. */
export function statusLabel(wire: string): string {
  const state = fromWireState(wire);
  return state ? KEY_STATES[state].label : wire;
}
