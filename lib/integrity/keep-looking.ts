/** Looks again and again whether the database is older than the mark in the token, in each process that serves. */
import { type MarkLook, readMarkRow, readMarkRowAlone } from "#lib/store/installation/integrity-mark";
import type { Store } from "#lib/store/open";
import type { DatabaseAge } from "./database-age";

const LOOK_MS = 2_000;

/** How this process reads the row: an older database gives no connection of a pool. */
export function markReader(
  age: Pick<DatabaseAge, "isOlder">,
  store: Pick<Store, "queueSql">,
  databaseUrl: string,
): () => Promise<MarkLook> {
  return () =>
    age.isOlder
      ? readMarkRowAlone(databaseUrl)
      : readMarkRow(async (text, values) => (await store.queueSql(text, [...values])).rows as never[]);
}

/** @returns ends it */
export function keepLooking(age: DatabaseAge, read: () => Promise<MarkLook>): () => void {
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    // What does not answer is told of by those who need it; what was found last holds meanwhile.
    await age.look(read).catch(() => {});
    isLooking = false;
  };
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}
