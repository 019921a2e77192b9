/** Lists of keys: by offset for the wire's list-keys, by cursor for the console. Newest first unless asked otherwise. */

import { KmsError } from "#lib/domain/errors";
import { KEY_ID_PATTERN } from "#lib/domain/ids";
import type { Key } from "#lib/domain/key";
import type { KeyOrigin, KeySpec, KeyUsage } from "#lib/domain/key-spec";
import type { KeyState } from "#lib/domain/key-state";
import type { Prisma } from "./generated/client";
import { escapeLike, fromModel } from "./keys";
import type { Store } from "./open";

export type KeyFilter = {
  readonly states?: readonly KeyState[];
  readonly specs?: readonly KeySpec[];
  readonly usages?: readonly KeyUsage[];
  readonly origins?: readonly KeyOrigin[];
  readonly isDefault?: boolean;
  readonly enterpriseProjectId?: string;
  /** Literal part of an alias or ID, in any case. */
  readonly search?: string;
};

export type KeySort = "created_desc" | "created_asc" | "alias_asc" | "alias_desc";

/** One page by offset, and how many keys match in all. */
export async function listKeys(
  store: Store,
  projectId: string,
  filter: KeyFilter,
  page: { offset: number; limit: number },
): Promise<{ keys: Key[]; total: number }> {
  const where = toWhere(projectId, filter);
  const [rows, total] = await Promise.all([
    store.prisma.key.findMany({ where, orderBy: orderBy("created_desc"), skip: page.offset, take: page.limit }),
    store.prisma.key.count({ where }),
  ]);
  return { keys: rows.map(fromModel), total };
}

/**
 * One page after a cursor. Keys created while somebody pages neither repeat nor hide a key, since a cursor names a place in
 * the order and not a count.
 * @param page.cursor "" for the first page
 * @returns nextCursor "" when this is the last page
 * @throws KmsError `parameterInvalid` for a cursor that this list did not give
 */
export async function searchKeys(
  store: Store,
  projectId: string,
  filter: KeyFilter,
  page: { sort: KeySort; cursor: string; limit: number },
): Promise<{ keys: Key[]; nextCursor: string }> {
  const where: Prisma.KeyWhereInput = { AND: [toWhere(projectId, filter), afterCursor(page.sort, page.cursor)] };
  const rows = await store.prisma.key.findMany({ where, orderBy: orderBy(page.sort), take: page.limit + 1 });
  const keys = rows.slice(0, page.limit).map(fromModel);
  const last = keys.at(-1);
  return { keys, nextCursor: rows.length > page.limit && last !== undefined ? toCursor(page.sort, last) : "" };
}

function toWhere(projectId: string, filter: KeyFilter): Prisma.KeyWhereInput {
  return {
    projectId,
    ...(filter.states && { state: { in: [...filter.states] } }),
    ...(filter.specs && { spec: { in: [...filter.specs] } }),
    ...(filter.usages && { usage: { in: [...filter.usages] } }),
    ...(filter.origins && { origin: { in: [...filter.origins] } }),
    ...(filter.isDefault !== undefined && { isDefault: filter.isDefault }),
    ...(filter.enterpriseProjectId !== undefined && { enterpriseProjectId: filter.enterpriseProjectId }),
    ...(filter.search && {
      OR: (["alias", "id"] as const).map((column) => ({
        [column]: { contains: escapeLike(filter.search as string), mode: "insensitive" as const },
      })),
    }),
  };
}

const SORTS = {
  created_desc: { field: "createdAt", direction: "desc" },
  created_asc: { field: "createdAt", direction: "asc" },
  alias_asc: { field: "alias", direction: "asc" },
  alias_desc: { field: "alias", direction: "desc" },
} as const satisfies Record<KeySort, { field: "createdAt" | "alias"; direction: "asc" | "desc" }>;

function orderBy(sort: KeySort): Prisma.KeyOrderByWithRelationInput[] {
  const { field, direction } = SORTS[sort];
  return [{ [field]: direction }, { id: direction }];
}

function toCursor(sort: KeySort, key: Key): string {
  const place = SORTS[sort].field === "alias" ? key.alias : key.createdAt.toISOString();
  return Buffer.from(JSON.stringify([sort, place, key.id]), "utf8").toString("base64url");
}

function afterCursor(sort: KeySort, cursor: string): Prisma.KeyWhereInput {
  if (cursor === "") return {};
  const { field, direction } = SORTS[sort];
  const [place, id] = readCursor(sort, cursor);
  const value = field === "createdAt" ? new Date(place) : place;
  const beyond = direction === "desc" ? "lt" : "gt";
  return { OR: [{ [field]: { [beyond]: value } }, { AND: [{ [field]: value }, { id: { [beyond]: id } }] }] };
}

/** Places as `toCursor` writes them: default keys' aliases too, and years that PostgreSQL knows. */
const ALIAS_PLACE = /^[a-zA-Z0-9:/_-]{1,255}$/;
const TIME_PLACE = /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function readCursor(sort: KeySort, cursor: string): [place: string, id: string] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(parts) && parts.length === 3 && parts[0] === sort && typeof parts[1] === "string" && typeof parts[2] === "string") {
      const isPlace =
        SORTS[sort].field === "alias" ? ALIAS_PLACE.test(parts[1]) : TIME_PLACE.test(parts[1]) && !Number.isNaN(Date.parse(parts[1]));
      if (isPlace && KEY_ID_PATTERN.test(parts[2])) return [parts[1], parts[2]];
    }
  } catch {
    // Not even JSON: the same refusal.
  }
  throw new KmsError("parameterInvalid", { field: "cursor", message: "The cursor is not one of this list. Start from the first page." });
}
