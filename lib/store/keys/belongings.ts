/** What hangs on a key. */
import type { Store } from "../open";

export type Belongings = { readonly grants: number; readonly tags: number; readonly aliases: number };

export async function countBelongings(store: Pick<Store, "prisma">, keyId: string): Promise<Belongings> {
  const [counted] = await store.prisma.$queryRaw<Belongings[]>`select
    (select count(*)::int from cmk_grant where key_id = ${keyId}) as grants,
    (select count(*)::int from tag where key_id = ${keyId}) as tags,
    (select count(*)::int from key_alias where key_id = ${keyId}) as aliases`;
  return counted ?? { grants: 0, tags: 0, aliases: 0 };
}
