/**
 * Reads the trail, the newest first. Invariant: how long a page takes depends on what it shows: each filter that chooses few of many
 * traces has an index in the order of the list.
 */

import { timeOfRequest } from "#lib/base/request-id";
import { KmsError } from "#lib/domain/errors";
import type { KeyLimit } from "#lib/domain/policy/key-limit";
import type { Trace, TraceFilter, TraceOutcome } from "#lib/domain/trace";
import { StatementValues } from "../database/statement-values";
import { limitConditionOn } from "../key-list/key-limit";
import type { Store } from "../open";

/** Whose traces: those of a project, those of its account that belong to no project, or both. */
export type Trail = {
  readonly accountId: string;
  /** null: not those of a project. */
  readonly projectId: string | null;
  readonly withAccount: boolean;
  /** Which keys may be shown; null where every trace may. */
  readonly limit: KeyLimit | null;
};

type Place = { readonly time: Date; readonly id: bigint };

export type TracePage = { readonly traces: readonly Trace[] /** null on the last page. */; readonly nextMarker: string | null };

/** Names of the calls that there are many of; the index `trace_seldom` leaves them out, and says so in the same words. */
const FREQUENT =
  "trace_name not in ('encryptData', 'decryptData', 'createDataKey', 'createDataKeyWithoutPlaintext', 'encryptDatakey', 'decryptDatakey', 'genRandom', 'sign', 'verify', 'generateMac', 'verifyMac')";
const FREQUENT_NAMES: ReadonlySet<string> = new Set([...FREQUENT.matchAll(/'(\w+)'/g)].map(([, name]) => name as string));
const SELDOM_NAMES_MAX = 10;

/** By so much, in ms, a clock may have been set back between a request and its trace. */
const SET_BACK_MS = 5 * 60_000;

/** Of a trace, as statements by hand select them; `id` comes as text. */
export const TRACE_COLUMNS = `id, time, account_id as "accountId", project_id as "projectId", caller_kind as "callerKind", caller_id as "callerId",
  caller_name as "callerName", caller_account_id as "callerAccountId", access_key as "accessKey", source, ip, request_id as "requestId",
  trace_name as "traceName", resource_type as "resourceType", resource_id as "resourceId", alias, outcome, error_code as "errorCode",
  right_kind as "rightKind", right_id as "rightId", grant_id as "grantId", key_version as "keyVersion", would_fail as "wouldFail", state, details`;

/**
 * @param page `marker` as the page before gave it, or ""
 * @throws KmsError `traceMarkerInvalid`
 */
export async function listTraces(
  store: Pick<Store, "list">,
  trail: Trail,
  filter: TraceFilter,
  page: { readonly marker: string; readonly limit: number },
): Promise<TracePage> {
  const values = new StatementValues();
  const after = page.marker === "" ? null : readMarker(page.marker);
  const limit = values.add(page.limit + 1);
  const order = "order by time desc, id desc";
  const branches = conditionsOf(trail, filter, after, values).map(
    (where) => `(select * from trace where ${where} ${order} limit ${limit}::int)`,
  );
  const text = `select ${TRACE_COLUMNS} from (${branches.join(" union all ")}) t ${order} limit ${limit}::int`;
  const rows = await store.list<Omit<Trace, "id"> & { id: string }>(text, values.all);
  const traces = rows.slice(0, page.limit).map((row) => ({ ...row, id: BigInt(row.id) }));
  const last = traces.at(-1);
  return { traces, nextMarker: rows.length > page.limit && last !== undefined ? toMarker(last) : null };
}

/** @returns null where there is none, or none that this trail shows */
export async function findTrace(store: Pick<Store, "list">, trail: Trail, id: bigint): Promise<Trace | null> {
  const values = new StatementValues();
  const number = values.add(String(id));
  const where = conditionsOf(trail, {}, null, values)
    .map((condition) => `(${condition})`)
    .join(" or ");
  const rows = await store.list<Omit<Trace, "id">>(
    `select ${TRACE_COLUMNS} from trace where id = ${number}::bigint and (${where})`,
    values.all,
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, id };
}

/**
 * One condition for each index to be walked: together they are what is asked for, and no trace fits two of them.
 * @param after only what comes after it in the list
 */
export function conditionsOf(trail: Trail, filter: TraceFilter, after: Place | null, values: StatementValues): string[] {
  const { from, to, traceNames, notTraceNames, resourceId, callerId, outcomes, ip, requestId } = filter;
  const isFew = resourceId !== undefined || callerId !== undefined;
  const scopes = [
    ...(trail.projectId === null ? [] : [`project_id = ${values.add(trail.projectId)}`]),
    ...(trail.withAccount ? ["project_id is null"] : []),
  ];
  if (scopes.length === 0) scopes.push("false");
  const common = [
    `account_id = ${values.add(trail.accountId)}`,
    ...(from === undefined ? [] : [`time >= ${values.add(from)}::timestamptz`]),
    ...(to === undefined ? [] : [`time < ${values.add(to)}::timestamptz`]),
    ...(after === null ? [] : [`(time, id) < (${values.add(after.time)}::timestamptz, ${values.add(String(after.id))}::bigint)`]),
    ...(resourceId === undefined ? [] : [`resource_id = ${values.add(resourceId)}`]),
    ...(callerId === undefined ? [] : [`caller_id = ${values.add(callerId)}`]),
    ...(notTraceNames === undefined ? [] : [`trace_name <> all(${values.add(notTraceNames)}::text[])`]),
    ...(ip === undefined ? [] : [`ip = ${values.add(ip)}`]),
    ...(requestId === undefined ? [] : ofRequest(requestId, values)),
    ...(trail.limit === null ? [] : [`resource_type = 'cmk'`, limitConditionOn("resource_id", trail.limit, values)]),
  ];
  return cross(scopes, isFew ? [narrowNames(traceNames, values)] : byName(traceNames, values), byOutcome(outcomes, isFew, values)).map(
    (some) => [...common, ...some.filter((condition) => condition !== "")].join(" and "),
  );
}

/** Request IDs have no index: they would all be written for the few that are looked for. But they say when the request came. */
function ofRequest(requestId: string, values: StatementValues): string[] {
  const came = timeOfRequest(requestId, Date.now());
  const since = came === null ? [] : [`time >= ${values.add(new Date(came - SET_BACK_MS))}::timestamptz`];
  return [...since, `request_id = ${values.add(requestId)}`];
}

function narrowNames(names: readonly string[] | undefined, values: StatementValues): string {
  return names === undefined ? "" : `trace_name = any(${values.add([...new Set(names)])}::text[])`;
}

/** Names of which there are few traces have an index; each is walked by itself. */
function byName(given: readonly string[] | undefined, values: StatementValues): string[] {
  if (given === undefined) return [""];
  const names = [...new Set(given)];
  if (names.length > SELDOM_NAMES_MAX || names.some((name) => FREQUENT_NAMES.has(name))) return [narrowNames(names, values)];
  return names.map((name) => `trace_name = ${values.add(name)} and ${FREQUENT}`);
}

function byOutcome(given: readonly TraceOutcome[] | undefined, isFew: boolean, values: StatementValues): string[] {
  if (given === undefined) return [""];
  const outcomes = [...new Set(given)];
  if (isFew || outcomes.includes("normal")) return [`outcome = any(${values.add(outcomes)}::text[])`];
  return outcomes.map((outcome) => `outcome = ${values.add(outcome)} and outcome <> 'normal'`);
}

function cross(...choices: readonly (readonly string[])[]): string[][] {
  return choices.reduce<string[][]>((sofar, choice) => sofar.flatMap((some) => choice.map((one) => [...some, one])), [[]]);
}

export function toMarker({ time, id }: Place): string {
  return `${time.getTime()}.${id}`;
}

/** @throws KmsError `traceMarkerInvalid` */
function readMarker(marker: string): Place {
  const [, time, id] = /^(\d{1,15})\.(\d{1,18})$/.exec(marker) ?? [];
  if (time === undefined || id === undefined || Number(time) > LATEST_MS) throw new KmsError("traceMarkerInvalid");
  return { time: new Date(Number(time)), id: BigInt(id) };
}

const LATEST_MS = 253_402_300_799_999;
