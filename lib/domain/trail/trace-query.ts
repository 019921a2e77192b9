/**
 * A search of the trail as text: the query of a URL, which links and saved queries hold. Invariant: it holds filters alone, so that it
 * means the same to whoever follows it, each seeing what they may see.
 */
import { characterCount, isWellFormed } from "../text";
import { TRACE_OUTCOMES } from "../trace";

/** The longest that is kept, in characters. */
export const TRACE_QUERY_MAX = 2_000;
/** Trace names of one filter. */
export const TRACE_NAMES_MAX = 50;

/** Up to now: the last hour, day, week, or 30 days. */
export const RANGE_NAMES = ["1h", "24h", "7d", "30d"] as const;
export type RangeName = (typeof RANGE_NAMES)[number];

/** Filters that are one text each. */
export const TRACE_QUERY_TEXTS = ["resource_id", "caller_id", "ip", "request_id"] as const;
export type TraceQueryText = (typeof TRACE_QUERY_TEXTS)[number];

const LATEST_MS = 253_402_300_799_999;

/** What may stand in a filter: no control character. */
export function isTraceText(text: string): boolean {
  return /^\P{Cc}{1,256}$/u.test(text);
}

/** `FROM-TO` in epoch milliseconds; null for what is none, or has no time in it. */
export function readSpan(text: string): { readonly from: number; readonly to: number } | null {
  const [, from, to] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  const span = { from: Number(from), to: Number(to) };
  return span.from < span.to && span.to <= LATEST_MS ? span : null;
}

const isMoment = (text: string) => /^\d{1,15}$/.test(text) && Number(text) <= LATEST_MS;
const areNames = (text: string) => {
  const names = text.split(",");
  return names.length <= TRACE_NAMES_MAX && names.every(isTraceText);
};

const FIELDS: Readonly<Record<string, (text: string) => boolean>> = {
  range: (text) => RANGE_NAMES.some((name) => name === text) || readSpan(text) !== null,
  from: isMoment,
  to: isMoment,
  trace_name: areNames,
  not_trace_name: areNames,
  outcome: (text) => text.split(",").every((one) => TRACE_OUTCOMES.some((outcome) => outcome === one)),
  ...Object.fromEntries(TRACE_QUERY_TEXTS.map((name) => [name, isTraceText])),
};

/** Whether a text is a query of filters, each once and sound. "" is one: nothing is narrowed. */
export function isTraceQuery(text: string): boolean {
  if (text.length > TRACE_QUERY_MAX || !/^[\x21-\x7e]*$/.test(text)) return false;
  const entries = [...new URLSearchParams(text)];
  const names = entries.map(([name]) => name);
  return new Set(names).size === names.length && entries.every(([name, value]) => Object.hasOwn(FIELDS, name) && FIELDS[name]?.(value));
}

export const SAVED_QUERY_NAME_MAX = 64;
/** So many searches a person keeps. */
export const SAVED_QUERIES_MAX = 50;

/** What a kept search may be called: 1 to 64 characters that can be seen, without blanks around them. */
export function isSavedQueryName(name: string): boolean {
  return (
    characterCount(name) <= SAVED_QUERY_NAME_MAX &&
    isWellFormed(name) &&
    name.trim() === name &&
    /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u.test(name)
  );
}
