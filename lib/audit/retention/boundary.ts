/**
 * From which row on the trail is kept: what was recorded when older ones were removed, authenticated by the token. Invariant: a boundary that
 * the product has not recorded for this very tree counts for nothing, so whoever owns the database cannot have rows that they remove taken for
 * old ones.
 */
import type { Hsm } from "#lib/hsm/port";
import { type RetentionRow, readRetention } from "#lib/store/audit/retention";
import type { RunSql } from "#lib/store/database/run-sql";
import { readTree } from "../seal/log-tree";

export type BoundarySeal = Pick<Hsm, "sealMac" | "isSealMac">;

type Boundary = Pick<RetentionRow, "keptFrom" | "root" | "cutOff" | "traceId" | "at">;

const PURPOSE = "audit_retention";

/** @throws KmsError `unavailable` */
export function sealBoundary(hsm: BoundarySeal, boundary: Boundary): Buffer {
  return hsm.sealMac(PURPOSE, bytesOf(boundary));
}

function bytesOf({ keptFrom, root, cutOff, traceId, at }: Boundary): Buffer {
  return Buffer.from(["kms-retention/1", keptFrom, root.toString("hex"), cutOff.getTime(), traceId, at.getTime()].join("\n"));
}

/** @param row null where nothing was recorded; `isAuthentic`: the token has made it, and it is of the tree that is there */
export type BoundaryLook = { readonly row: RetentionRow | null; readonly isAuthentic: boolean };

/** @param run a transaction @throws KmsError `unavailable` */
export async function readBoundary(run: RunSql, hsm: BoundarySeal): Promise<BoundaryLook> {
  const row = await readRetention(run);
  if (row === null) return { row, isAuthentic: true };
  const isMade = hsm.isSealMac(PURPOSE, bytesOf(row), row.mac);
  const tree = isMade ? await readTree(run, row.keptFrom) : null;
  return { row, isAuthentic: tree?.root.equals(row.root) ?? false };
}

/** @returns leaf index of the first row that is kept, 0 where all are: whoever lacks a row from there on lacks it for another reason */
export async function retainedFrom(run: RunSql, hsm: BoundarySeal): Promise<number> {
  const { row, isAuthentic } = await readBoundary(run, hsm);
  return row !== null && isAuthentic ? row.keptFrom : 0;
}
