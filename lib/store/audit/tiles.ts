/**
 * The tiles of the sealed log. Invariant: a tile only grows, and a full one never changes; whoever writes holds the log's lock, so two that
 * seal at once never write over each other.
 */
import type { RunSql } from "../database/run-sql";

/** Hashes of a tile; a level's tile n holds those from 256·n on. */
export const TILE_HASHES = 256;
const HASH_BYTES = 32;

export type TilePlace = { readonly level: number; readonly place: number };

export type Tile = TilePlace & {
  /** 1 to 256 of 32 bytes. */
  readonly hashes: readonly Buffer[];
  /** At level 0 the numbers of their traces, in the same order; else none. */
  readonly traceIds: readonly bigint[];
};

/** Number that no other program uses for advisory locks of transactions in this database. */
const LOG_LOCK = 0x6b6d7381;

/** Nobody else writes to the log until the transaction ends. */
export async function lockLog(run: RunSql): Promise<void> {
  await run("select pg_advisory_xact_lock($1::int8)::text", [LOG_LOCK]);
}

type Row = { level: number; place: string | bigint; hashes: string; ids: string };

const COLUMNS = "t.level, t.place::text as place, encode(t.hashes, 'base64') as hashes, array_to_string(t.trace_ids, ',') as ids";

/** The last tile of each level, by level; none where nothing is sealed. */
export async function readEdge(run: RunSql): Promise<Tile[]> {
  // There are as many levels as powers of 256 in the log's size, one after the other; each is one step in the index.
  const rows = await run<Row>(
    `with recursive levels as (
       select 0 as level where exists (select 1 from audit_tile where level = 0)
       union all select level + 1 from levels l where exists (select 1 from audit_tile t where t.level = l.level + 1))
     select ${COLUMNS} from levels l
       cross join lateral (select * from audit_tile t where t.level = l.level order by t.place desc limit 1) t order by t.level`,
    [],
  );
  return rows.map(toTile);
}

/** Those that are there, in no order. */
export async function readTiles(run: RunSql, places: readonly TilePlace[]): Promise<Tile[]> {
  if (places.length === 0) return [];
  const rows = await run<Row>(
    `select ${COLUMNS} from unnest($1::int[], $2::int8[]) as p (level, place) join audit_tile t on t.level = p.level and t.place = p.place`,
    [places.map(({ level }) => level), places.map(({ place }) => String(place))],
  );
  return rows.map(toTile);
}

/** Tiles of one level from a place on, in order. */
export async function readTilesFrom(run: RunSql, level: number, place: number, limit: number): Promise<Tile[]> {
  const rows = await run<Row>(
    `select ${COLUMNS} from audit_tile t where t.level = $1::int and t.place >= $2::int8 order by t.place limit $3::int`,
    [level, String(place), limit],
  );
  return rows.map(toTile);
}

/**
 * Adds tiles, and to the last one of each level what it has become.
 * @param run a transaction that holds the log's lock
 * @throws Error where one is there that does not begin the same
 */
export async function writeTiles(run: RunSql, tiles: readonly Tile[]): Promise<void> {
  if (tiles.length === 0) return;
  const written = await run(
    `insert into audit_tile as t (level, place, hashes, trace_ids)
     select level, place, decode(hashes, 'base64'), coalesce(string_to_array(nullif(ids, ''), ',')::int8[], '{}')
     from unnest($1::int[], $2::int8[], $3::text[], $4::text[]) as n (level, place, hashes, ids)
     on conflict (level, place) do update set hashes = excluded.hashes, trace_ids = excluded.trace_ids
       where substr(excluded.hashes, 1, octet_length(t.hashes)) = t.hashes
         and excluded.trace_ids[1:cardinality(t.trace_ids)] = t.trace_ids
     returning 1`,
    [
      tiles.map(({ level }) => level),
      tiles.map(({ place }) => String(place)),
      tiles.map(({ hashes }) => Buffer.concat(hashes).toString("base64")),
      tiles.map(({ traceIds }) => traceIds.join(",")),
    ],
  );
  if (written.length !== tiles.length) throw new Error("a tile of the sealed log is not what it was when it was read");
}

/** Removes the tiles of these levels from a place on, for whoever puts the log right. @param run as `writeTiles` */
export async function removeTiles(run: RunSql, level: { readonly from: number; readonly to: number }, place: number): Promise<void> {
  await run("delete from audit_tile where level >= $1::int and level < $2::int and place >= $3::int8", [
    level.from,
    level.to,
    String(place),
  ]);
}

/** @returns the leaf index of a trace; null where it is not sealed, or the log has no such trace */
export async function findLeafIndex(run: RunSql, traceId: bigint): Promise<number | null> {
  const [row] = await run<{ place: string; at: number | null }>(
    `select place::text as place, array_position(trace_ids, $1::int8) as at from audit_tile
     where level = 0 and trace_ids[1] <= $1::int8 order by trace_ids[1] desc limit 1`,
    [String(traceId)],
  );
  return row === undefined || row.at === null ? null : Number(row.place) * TILE_HASHES + row.at - 1;
}

/** @returns the number of the trace at a leaf index; null beyond the log */
export async function findTraceId(run: RunSql, index: number): Promise<bigint | null> {
  const [row] = await run<{ id: string | null }>(
    "select (trace_ids[$2::int])::text as id from audit_tile where level = 0 and place = $1::int8",
    [String(Math.floor(index / TILE_HASHES)), (index % TILE_HASHES) + 1],
  );
  return row?.id == null ? null : BigInt(row.id);
}

/** Number of the last trace that is in the log, signed or not yet; null where none is. */
export async function findLastSealed(run: RunSql): Promise<bigint | null> {
  const [row] = await run<{ id: string | null }>(
    "select trace_ids[cardinality(trace_ids)]::text as id from audit_tile where level = 0 order by place desc limit 1",
    [],
  );
  return row?.id == null ? null : BigInt(row.id);
}

function toTile({ level, place, hashes, ids }: Row): Tile {
  const bytes = Buffer.from(hashes, "base64");
  return {
    level,
    place: Number(place),
    hashes: Array.from({ length: bytes.length / HASH_BYTES }, (_, n) => bytes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES)),
    traceIds: ids === "" ? [] : ids.split(",").map(BigInt),
  };
}
