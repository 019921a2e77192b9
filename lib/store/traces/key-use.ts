/** Who uses a key, as its traces tell: for somebody who is about to delete it. */
import type { Store } from "../open";

export type KeyUse = {
  readonly lastUse: Date | null;
  /** Those of the last 30 days, the latest first, twenty at most. */
  readonly callers: readonly { readonly id: string; readonly name: string; readonly lastUse: Date; readonly uses: number }[];
  /** Whether only the latest traces were read, since there are so many. */
  readonly isPartial: boolean;
  readonly grants: number;
  readonly tags: number;
  readonly aliases: number;
};

/** A busy key has millions of traces; the latest tell who uses it now. */
const TRACES_READ = 10_000;
const CALLERS_TOLD = 20;

/**
 * @param traceNames of what counts as use
 * @param since the beginning of the time that callers are told of
 */
export async function readKeyUse(store: Store, keyId: string, traceNames: readonly string[], since: Date): Promise<KeyUse> {
  const [[counted], callers, [belongings]] = await Promise.all([
    store.prisma.$queryRaw<{ last: Date | null; read: number }[]>`
      select max(time) filter (where trace_name = any(${traceNames as string[]}::text[]) and outcome = 'normal') as last, count(*)::int as read
      from (select time, trace_name, outcome from trace where resource_id = ${keyId} order by id desc limit ${TRACES_READ}) as latest`,
    store.prisma.$queryRaw<KeyUse["callers"][number][]>`
      select caller_id as id, max(caller_name) as name, max(time) as "lastUse", count(*)::int as uses from (
        select caller_id, caller_name, time, trace_name, outcome from trace where resource_id = ${keyId}
        order by id desc limit ${TRACES_READ}) as latest
      where time > ${since} and trace_name = any(${traceNames as string[]}::text[]) and outcome = 'normal' group by caller_id order by max(time) desc, caller_id limit ${CALLERS_TOLD}`,
    store.prisma.$queryRaw<{ grants: number; tags: number; aliases: number }[]>`select
      (select count(*)::int from cmk_grant where key_id = ${keyId}) as grants,
      (select count(*)::int from tag where key_id = ${keyId}) as tags,
      (select count(*)::int from key_alias where key_id = ${keyId}) as aliases`,
  ]);
  return {
    lastUse: counted?.last ?? null,
    callers,
    isPartial: (counted?.read ?? 0) >= TRACES_READ,
    grants: belongings?.grants ?? 0,
    tags: belongings?.tags ?? 0,
    aliases: belongings?.aliases ?? 0,
  };
}
