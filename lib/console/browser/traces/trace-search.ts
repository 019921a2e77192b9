/**
 * Which traces are looked at: over which time, narrowed by what, and which one is open. It lives in the URL under the API's own names, so
 * that Back, reload, a shared link and a saved query show the same. Invariant: a URL edited by hand gives a valid search; what is none is
 * dropped.
 */
import { TRACE_OUTCOMES, type TraceOutcome } from "#lib/domain/trace";
import {
  isTraceText,
  RANGE_NAMES,
  type RangeName,
  readSpan,
  TRACE_NAMES_MAX,
  TRACE_QUERY_TEXTS,
  type TraceQueryText,
} from "#lib/domain/trail/trace-query";
import type { RequestOf } from "#lib/wire/catalog";

/** Epoch milliseconds; `to` is the first that is not in it. */
export type Span = { readonly from: number; readonly to: number };

export type TraceSearch = {
  /** What the chart shows: up to now, or from one moment to another. */
  readonly range: RangeName | Span;
  /** The part of it that was chosen in the chart; null for all. */
  readonly chosen: Span | null;
  readonly names: readonly string[];
  readonly notNames: readonly string[];
  readonly outcomes: readonly TraceOutcome[];
  /** "" where it narrows nothing. */
  readonly texts: Readonly<Record<TraceQueryText, string>>;
  /** Number of the trace that is open; "" for none. */
  readonly open: string;
};

/** What a filter can be added for. */
export type TraceFilterName = "trace_name" | "outcome" | TraceQueryText;

const HOUR_MS = 3_600_000;
const RANGE_MS = { "1h": HOUR_MS, "24h": 24 * HOUR_MS, "7d": 168 * HOUR_MS, "30d": 720 * HOUR_MS } as const satisfies Record<
  RangeName,
  number
>;

const NO_TEXTS = Object.fromEntries(TRACE_QUERY_TEXTS.map((name) => [name, ""])) as Record<TraceQueryText, string>;

/** @param usual the range of a URL that names none */
export function toTraceSearch(parameters: URLSearchParams, usual: RangeName = "24h"): TraceSearch {
  const range = RANGE_NAMES.find((name) => name === parameters.get("range")) ?? readSpan(parameters.get("range") ?? "");
  const chosen = readSpan(`${parameters.get("from") ?? ""}-${parameters.get("to") ?? ""}`);
  const text = (name: TraceQueryText) => {
    const given = (parameters.get(name) ?? "").trim();
    return isTraceText(given) ? given : "";
  };
  return {
    // A link that names a time alone means that time.
    range: range ?? chosen ?? usual,
    chosen: range === null ? null : chosen,
    names: namesIn(parameters.get("trace_name")),
    notNames: namesIn(parameters.get("not_trace_name")),
    outcomes: TRACE_OUTCOMES.filter((outcome) => parameters.get("outcome")?.split(",").includes(outcome)),
    texts: Object.fromEntries(TRACE_QUERY_TEXTS.map((name) => [name, text(name)])) as TraceSearch["texts"],
    open: /^[1-9]\d{0,17}$/.test(parameters.get("trace") ?? "") ? (parameters.get("trace") ?? "") : "",
  };
}

function namesIn(text: string | null): readonly string[] {
  return [...new Set((text ?? "").split(",").filter(isTraceText))].slice(0, TRACE_NAMES_MAX);
}

/** The shortest query that gives the search back, without "?"; "" where everything is as usual. @param usual as of `toTraceSearch` */
export function toQuery({ range, chosen, names, notNames, outcomes, texts, open }: TraceSearch, usual: RangeName = "24h"): string {
  const parameters = new URLSearchParams();
  if (typeof range !== "string") parameters.set("range", `${range.from}-${range.to}`);
  else if (range !== usual || chosen !== null) parameters.set("range", range);
  if (chosen !== null) {
    parameters.set("from", String(chosen.from));
    parameters.set("to", String(chosen.to));
  }
  if (names.length > 0) parameters.set("trace_name", names.join(","));
  if (notNames.length > 0) parameters.set("not_trace_name", notNames.join(","));
  if (outcomes.length > 0) parameters.set("outcome", outcomes.join(","));
  for (const name of TRACE_QUERY_TEXTS) if (texts[name] !== "") parameters.set(name, texts[name]);
  if (open !== "") parameters.set("trace", open);
  return parameters.toString();
}

/** The range as moments. @param now epoch milliseconds */
export function spanOf({ range }: Pick<TraceSearch, "range">, now: number): Span {
  return typeof range === "string" ? { from: now - RANGE_MS[range], to: now + 1 } : range;
}

type Filter = Omit<RequestOf<"listTraces">, "sequence" | "limit" | "marker">;

/** What narrows the traces, apart from the time, as the API takes it. */
function narrowing({ names, notNames, outcomes, texts }: TraceSearch): Filter {
  return {
    ...(names.length > 0 && { trace_name: [...names] }),
    ...(notNames.length > 0 && { not_trace_name: [...notNames] }),
    ...(outcomes.length > 0 && { outcome: [...outcomes] }),
    ...Object.fromEntries(TRACE_QUERY_TEXTS.flatMap((name) => (texts[name] === "" ? [] : [[name, texts[name]]]))),
  };
}

/** The traces that are listed: of what reaches up to now, also those that come while it is read. @param now epoch milliseconds */
export function toListInput(search: TraceSearch, now: number): Filter {
  const { from, to } = search.chosen ?? spanOf(search, now);
  const isUpToNow = search.chosen === null && typeof search.range === "string";
  return { ...narrowing(search), from, ...(isUpToNow ? {} : { to }) };
}

/** Rows of one asking. */
export const PAGE_TRACES = 100;

export const BUCKETS = 60;

/** What the chart counts: the whole range, whatever part of it is chosen. @param now epoch milliseconds */
export function toCountInput(search: TraceSearch, now: number): RequestOf<"countTraces"> {
  return { ...narrowing(search), ...spanOf(search, now), buckets: BUCKETS };
}

/** Whether anything but the range narrows the list: then an empty one means "no match". */
export function isNarrowed({ chosen, names, notNames, outcomes, texts }: TraceSearch): boolean {
  return chosen !== null || names.length + notNames.length + outcomes.length > 0 || TRACE_QUERY_TEXTS.some((name) => texts[name] !== "");
}

/** The same range without anything that narrows it. @param kept what is not the reader's to clear, such as the key of a key's own page */
export function cleared(search: TraceSearch, kept: Partial<TraceSearch["texts"]> = {}): TraceSearch {
  return { ...search, chosen: null, names: [], notNames: [], outcomes: [], texts: { ...NO_TEXTS, ...kept }, open: "" };
}

export function withText(search: TraceSearch, name: TraceQueryText, text: string): TraceSearch {
  return { ...search, texts: { ...search.texts, [name]: text.trim() }, open: "" };
}

/** With a trace name that is wanted, or one that is not; it cannot be both. */
export function withName(search: TraceSearch, name: string, isWanted: boolean): TraceSearch {
  const without = (names: readonly string[]) => names.filter((one) => one !== name);
  const more = (names: readonly string[]) => [...without(names), name].slice(-TRACE_NAMES_MAX);
  return isWanted
    ? { ...search, names: more(search.names), notNames: without(search.notNames), open: "" }
    : { ...search, names: without(search.names), notNames: more(search.notNames), open: "" };
}

export function withoutName(search: TraceSearch, name: string): TraceSearch {
  const without = (names: readonly string[]) => names.filter((one) => one !== name);
  return { ...search, names: without(search.names), notNames: without(search.notNames), open: "" };
}

/** The traces that are exported: those that are listed, up to now. @param now epoch milliseconds */
export function toExportInput(search: TraceSearch, now: number): Filter {
  return { ...narrowing(search), ...(search.chosen ?? spanOf(search, now)) };
}
