/** Rows of `cmk` as the domain's keys. Invariant: each column has its field here and nowhere else. */
import type { Key } from "#lib/domain/key";
import { KEY_ORIGINS, KEY_SPEC_NAMES, KEY_USAGES, type KeyOrigin, type KeySpec, type KeyUsage } from "#lib/domain/key-spec";
import { KEY_STATES, type KeyState } from "#lib/domain/key-state";
import { knownWord } from "../books/altered";
import { keyBook } from "../books/key-book";
import type { Prisma } from "../generated/client";

/** A row of `cmk` as plain SQL gives it. Values of closed sets are trusted here: the material's MAC covers spec, usage and origin. */
export type KeyRow = {
  id: string | null;
  account_id: string;
  project_id: string;
  alias: string;
  description: string;
  spec: KeySpec;
  usage: KeyUsage;
  origin: KeyOrigin;
  state: KeyState;
  is_default: boolean;
  primary_version: number;
  enterprise_project_id: string;
  created_at: Date;
  scheduled_deletion_at: Date | null;
  material_expires_at: Date | null;
  rotation_interval: number | null;
  next_rotation_at: Date | null;
  last_rotation_at: Date | null;
  rotation_count: number;
  replaced_by: string | null;
};

export function toKey(row: KeyRow): Key {
  return {
    id: row.id as string,
    accountId: row.account_id,
    projectId: row.project_id,
    alias: row.alias,
    description: row.description,
    spec: row.spec,
    usage: row.usage,
    origin: row.origin,
    state: row.state,
    isDefault: row.is_default,
    primaryVersion: row.primary_version,
    enterpriseProjectId: row.enterprise_project_id,
    createdAt: row.created_at,
    scheduledDeletionAt: row.scheduled_deletion_at,
    materialExpiresAt: row.material_expires_at,
    rotationInterval: row.rotation_interval,
    nextRotationAt: row.next_rotation_at,
    lastRotationAt: row.last_rotation_at,
    rotationCount: row.rotation_count,
    replacedBy: row.replaced_by,
  };
}

const STATES = Object.keys(KEY_STATES) as KeyState[];

/** For a list, where nothing vouches for the row. @throws KmsError `materialIntegrity` for a word that the product never writes */
export function toListedKey(row: KeyRow): Key {
  const key = toKey(row);
  const book = keyBook(key.id);
  knownWord(KEY_SPEC_NAMES, key.spec, book);
  knownWord(KEY_USAGES, key.usage, book);
  knownWord(KEY_ORIGINS, key.origin, book);
  knownWord(STATES, key.state, book);
  return key;
}

/** The domain's key from Prisma's row: the same names, with the closed sets' types. */
export function fromModel(row: Prisma.KeyModel): Key {
  return row as Key;
}
