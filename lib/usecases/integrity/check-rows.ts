/**
 * Looks at everything that is sealed whether its rows are as the product has written them, hourly and when the product starts. Invariant:
 * each row that is not is an incident, and one in the trail of the key's project, or of the account, when it is found first.
 */

import { toSystemTrace } from "#lib/audit/system-trace";
import type { Log } from "#lib/base/log";
import { KmsError } from "#lib/domain/errors";
import { labelOf, toText } from "#lib/store/books/altered";
import type { Findings } from "#lib/store/books/book-rows";
import { idOf, kindOf } from "#lib/store/books/book-statements";
import { KEY_BOOK } from "#lib/store/books/key-book";
import { findFirstAccountId } from "#lib/store/identity/first-account";
import { type Incident, noteIncidents } from "#lib/store/installation/integrity-incidents";
import { findKeyPlaces, type KeyPlaceOf } from "#lib/store/keys/keys";
import type { Store } from "#lib/store/open";
import { insertTracesIn, type TraceRow } from "#lib/store/traces/traces";

/** Rows of one look that are told one by one, so that whoever alters all of them does not fill the trail too. */
const NAMED_MAX = 100;

/** @returns 0 @throws KmsError `materialIntegrity` when a row was altered, when that is in the trail */
export async function checkRows(store: Store, log: Pick<Log, "error">, now: Date): Promise<0> {
  const { altered } = await store.findAltered();
  const found = altered.flatMap(toIncidents).slice(0, NAMED_MAX);
  const accountId = (await findFirstAccountId(store.prisma)) ?? "";
  const keyIds = found.filter(isOfKey).map(({ book }) => idOf(book));
  const places = await findKeyPlaces(store, [...new Set(keyIds)]);
  await store.transactSql(async (run) => {
    const isNew = new Set((await noteIncidents(run, "rows", found, now)).map(({ kind, name, what }) => `${kind} ${name} ${what}`));
    const first = found.filter(({ kind, name, what }) => isNew.has(`${kind} ${name} ${what}`));
    for (const { kind, name, what } of first) log.error({ kind, name }, `integrity incident: ${kind} ${name} ${what}`);
    await insertTracesIn(
      run,
      first.map((one) => toTrace(one, places.get(idOf(one.book)), accountId, now)),
    );
  });
  if (altered.length === 0) return 0;
  const [were, are] = altered.length === 1 ? [`${nameOf(altered[0])} was`, "is"] : [`${altered.length} keys and people were`, "are"];
  throw new KmsError("materialIntegrity", {
    message: `${were} changed in the database by somebody else, and ${are} not used: run npm run admin -- integrity check.`,
  });
}

function nameOf(one: Findings | undefined): string {
  return one === undefined ? "" : labelOf(one.book);
}

type RowIncident = Incident & Pick<Findings, "book" | "account">;

function isOfKey({ book }: Pick<Findings, "book">): boolean {
  return kindOf(book) === KEY_BOOK;
}

function toIncidents({ book, account, alterations }: Findings): RowIncident[] {
  return alterations.map((one) => ({
    kind: one.table,
    name: toText(one).slice(one.table.length + 1, -one.how.length - 1),
    what: `of ${labelOf(book)} was ${one.how} by somebody else`,
    book,
    account,
  }));
}

/** In the trail of the key's project, or of the account; of what is gone, under the first account. */
function toTrace(incident: RowIncident, place: KeyPlaceOf | undefined, firstAccountId: string, now: Date): TraceRow {
  const { kind, name, what, book, account } = incident;
  const key = place ?? { id: idOf(book), accountId: account ?? firstAccountId, projectId: "", alias: "" };
  const trace = toSystemTrace(key, now, "integrityIncident", { kind, name, what });
  const resourceType = isOfKey(incident) ? trace.resourceType : kindOf(book).name;
  return { ...trace, resourceType, projectId: place?.projectId ?? null, outcome: "incident", errorCode: "KMS.0102" };
}
