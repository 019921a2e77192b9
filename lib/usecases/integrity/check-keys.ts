/**
 * Looks at every key whether its rows are as the product has written them, hourly and when the product starts. Invariant: each row that is
 * not is an incident, and one in the trail of the key's project when it is found first.
 */
import { toSystemTrace } from "#lib/audit/system-trace";
import type { Log } from "#lib/base/log";
import { KmsError } from "#lib/domain/errors";
import { type Findings, toText } from "#lib/store/books/books";
import { findFirstAccountId } from "#lib/store/identity/first-account";
import { type Incident, noteIncidents } from "#lib/store/installation/integrity-incidents";
import { findKeyPlaces, type KeyPlaceOf } from "#lib/store/keys/keys";
import type { Store } from "#lib/store/open";
import { insertTracesIn, type TraceRow } from "#lib/store/traces/traces";

/** Rows of one look that are told one by one, so that whoever alters all keys does not fill the trail too. */
const NAMED_MAX = 100;

/** @returns 0 @throws KmsError `materialIntegrity` when a row was altered, when that is in the trail */
export async function checkKeys(store: Store, log: Pick<Log, "error">, now: Date): Promise<0> {
  const { altered } = await store.findAltered();
  const found = altered.flatMap(toIncidents).slice(0, NAMED_MAX);
  const accountId = (await findFirstAccountId(store.prisma)) ?? "";
  const places = await findKeyPlaces(store, [...new Set(found.map(({ keyId }) => keyId))]);
  await store.transactSql(async (run) => {
    const isNew = new Set((await noteIncidents(run, "rows", found, now)).map(({ kind, name, what }) => `${kind} ${name} ${what}`));
    const first = found.filter(({ kind, name, what }) => isNew.has(`${kind} ${name} ${what}`));
    for (const { kind, name, what } of first) log.error({ kind, name }, `integrity incident: ${kind} ${name} ${what}`);
    await insertTracesIn(
      run,
      first.map((one) => toTrace(one, places.get(one.keyId), accountId, now)),
    );
  });
  if (altered.length === 0) return 0;
  const [keys, are] = altered.length === 1 ? ["1 key was", "is"] : [`${altered.length} keys were`, "are"];
  throw new KmsError("materialIntegrity", {
    message: `${keys} changed in the database by somebody else, and ${are} not used: run npm run admin -- integrity check.`,
  });
}

type KeyIncident = Incident & { readonly keyId: string };

function toIncidents({ id, alterations }: Findings): KeyIncident[] {
  return alterations.map((one) => ({
    kind: one.table,
    name: toText(one).slice(one.table.length + 1, -one.how.length - 1),
    what: `of key ${id} was ${one.how} by somebody else`,
    keyId: id,
  }));
}

/** In the trail of the key's project; of a key that is gone, under the first account. */
function toTrace({ kind, name, what, keyId }: KeyIncident, place: KeyPlaceOf | undefined, firstAccountId: string, now: Date): TraceRow {
  const key = place ?? { id: keyId, accountId: firstAccountId, projectId: "", alias: "" };
  const trace = toSystemTrace(key, now, "integrityIncident", { kind, name, what });
  return { ...trace, projectId: place?.projectId ?? null, outcome: "incident", errorCode: "KMS.0102" };
}
