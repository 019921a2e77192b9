/**
 * Material on its way from one domain key to the next. Invariant: a blob takes another's place only while its row is exactly as it was
 * read, so that a destruction, a deletion or an import meanwhile wins.
 */
import type { MaterialBinding, WrappedMaterial } from "#lib/domain/key";
import type { KeyOrigin, KeySpec, KeyUsage } from "#lib/domain/key-spec";
import type { BoundMaterial } from "#lib/hsm/port";
import type { RunSql } from "../database/run-sql";

/** A key version as it was read; `xmin` is the transaction that last wrote its row. */
export type WrappedRow = { readonly material: BoundMaterial; readonly xmin: string };

type Row = {
  key_id: string;
  version: number;
  wrapped: Buffer;
  public_key: Buffer | null;
  binding_mac: Buffer;
  domain_key: number;
  xmin: string;
  account_id: string;
  project_id: string;
  spec: KeySpec;
  usage: KeyUsage;
  origin: KeyOrigin;
};

const READ = `select v.key_id, v.version, v.wrapped, v.public_key, coalesce(v.binding_mac, '') as binding_mac, v.domain_key, v.xmin::text as xmin,
    k.account_id, k.project_id, k.spec, k.usage, k.origin
  from key_version v join cmk k on k.id = v.key_id
  where v.domain_key = $1::int and v.wrapped is not null and (v.key_id, v.version) > ($2::text, $3::int)
    and not exists (select 1 from key_tombstone s where s.key_id = v.key_id)
  order by v.key_id, v.version limit $4::int`;

/**
 * Versions whose material is under this domain key, in the order of key and version; none of a key that was destroyed.
 * @param after the last that was read
 */
export async function readWrappedUnder(
  run: RunSql,
  generation: number,
  after: Pick<MaterialBinding, "keyId" | "version">,
  limit: number,
): Promise<WrappedRow[]> {
  const rows = await run<Row>(READ, [generation, after.keyId, after.version, limit]);
  return rows.map((row) => ({
    xmin: row.xmin,
    material: {
      accountId: row.account_id,
      projectId: row.project_id,
      keyId: row.key_id,
      version: row.version,
      spec: row.spec,
      usage: row.usage,
      origin: row.origin,
      wrapped: row.wrapped,
      publicKey: row.public_key,
      bindingMac: row.binding_mac,
      domainKey: row.domain_key,
    },
  }));
}

/** A row that somebody else is at is left for the next time. */
const STORE = `with moved as (
    select n.* from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::int[]) as n (key_id, version, row_xmin, wrapped, mac, domain_key)
  ), unchanged as (
    select v.key_id, v.version from key_version v join moved n on n.key_id = v.key_id and n.version = v.version and v.xmin = n.row_xmin::xid
    order by v.key_id, v.version for update of v skip locked
  )
  update key_version v set wrapped = decode(n.wrapped, 'hex'), binding_mac = decode(n.mac, 'hex'), domain_key = n.domain_key
  from unchanged u join moved n on n.key_id = u.key_id and n.version = u.version
  where v.key_id = u.key_id and v.version = u.version
  returning v.key_id`;

/** Its time begins anew: yesterday's dump has what was under it until now. */
const IN_USE_AGAIN = `update domain_key set retired_at = null, retired_at_database = null, sighted_at = null
  where generation = any($1::int[]) and retired_at is not null and closed_at is null`;

/** @returns how many rows were as they had been read, and have changed */
export async function storeRewrapped(run: RunSql, moved: readonly { from: WrappedRow; to: WrappedMaterial }[]): Promise<number> {
  if (moved.length === 0) return 0;
  const hex = (read: (material: WrappedMaterial) => Uint8Array) => moved.map(({ to }) => Buffer.from(read(to)).toString("hex"));
  const rows = await run(STORE, [
    moved.map(({ from }) => from.material.keyId),
    moved.map(({ from }) => from.material.version),
    moved.map(({ from }) => from.xmin),
    hex(({ wrapped }) => wrapped),
    hex(({ bindingMac }) => bindingMac),
    moved.map(({ to }) => to.domainKey),
  ]);
  if (rows.length > 0) await run(IN_USE_AGAIN, [[...new Set(moved.map(({ from }) => from.material.domainKey))]]);
  return rows.length;
}
