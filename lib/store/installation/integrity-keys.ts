/** The later integrity keys, as wrapped material. Invariant: a version is one key for ever, however it is wrapped. */
import type { WrappedIntegrityKey } from "#lib/hsm/port";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";

export type IntegrityKeyRecord = WrappedIntegrityKey & {
  /** It authenticates from then on. */
  readonly activeFrom: Date;
};

/** The oldest first. */
export async function listIntegrityKeys(from: Pick<Store["prisma"], "integrityKey">): Promise<IntegrityKeyRecord[]> {
  return from.integrityKey.findMany({
    orderBy: { version: "asc" },
    select: { version: true, domainKey: true, wrapped: true, bindingMac: true, activeFrom: true },
  });
}

export async function insertIntegrityKey(tx: Transaction, key: WrappedIntegrityKey, madeAt: Date, activeFrom: Date): Promise<void> {
  await tx.integrityKey.create({ data: { version: key.version, ...toColumns(key), madeAt, activeFrom } });
}

/** Puts the same key, wrapped under another domain key, in the place of the one that was read. @returns whether that was still there */
export async function replaceIntegrityKey(tx: Transaction, from: WrappedIntegrityKey, to: WrappedIntegrityKey): Promise<boolean> {
  const { count } = await tx.integrityKey.updateMany({
    where: { version: from.version, wrapped: new Uint8Array(from.wrapped) },
    data: toColumns(to),
  });
  return count > 0;
}

function toColumns({ domainKey, wrapped, bindingMac }: WrappedIntegrityKey) {
  return { domainKey, wrapped: new Uint8Array(wrapped), bindingMac: new Uint8Array(bindingMac) };
}
