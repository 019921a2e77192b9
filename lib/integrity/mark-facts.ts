/** What is shown of the mark. */
import type { Hsm } from "#lib/hsm/port";
import { readMarkRow } from "#lib/store/installation/integrity-mark";
import type { Store } from "#lib/store/open";

export type MarkFacts = {
  /** Whether the token keeps a mark; where it does not, an older database is not found. */
  readonly isKept: boolean;
  /** When it was last raised; null where it never was. */
  readonly writtenAt: Date | null;
  /** One more than how often an older database was accepted; null where there is no mark yet. */
  readonly incarnation: number | null;
};

/** As the database has it, which tells no more than the token, and costs no call of it. @throws when the database does not answer */
export async function readMarkFacts(store: Pick<Store, "queueSql">, hsm: Pick<Hsm, "description">): Promise<MarkFacts> {
  const { row } = await readMarkRow(async (text, values) => (await store.queueSql(text, [...values])).rows as never[]);
  return { isKept: hsm.description.keepsMark, writtenAt: row?.at ?? null, incarnation: row?.incarnation ?? null };
}
