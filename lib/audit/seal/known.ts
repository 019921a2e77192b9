/**
 * What is known of the log besides the tiles: by the token, by the file that an operator names, and by the checkpoint that was stored last.
 * Invariant: token and file are asked before the database, and whoever tells them has committed there first, so an honest database is
 * never taken for an older one.
 */
import type { StoredCheckpoint } from "#lib/store/audit/checkpoints";
import { readLastCheckpoint } from "#lib/store/audit/checkpoints";
import { readEdge } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import type { CheckpointFile } from "./checkpoint-file";
import { type Anchor, LogBroken, requireContinues, type Tree, treeOf } from "./log-tree";
import { type AuditSigner, readSigned } from "./signed";
import type { Edge } from "./tiles";

/** What the token keeps of the log; see `lib/integrity/tree-mark.ts`. */
export type SecondStore = {
  read(): Promise<{ readonly incarnation: number; readonly tree: Tree | null } | null>;
  swap(incarnation: number, next: Tree): boolean;
};

export type SecondStores = {
  readonly mark: SecondStore;
  /** null where no operator has named one. */
  readonly file: CheckpointFile | null;
};

export type Known = {
  /** The audit key's public half. */
  readonly spki: Buffer;
  readonly incarnation: number;
  readonly anchors: readonly Anchor[];
  readonly inFile: string | null;
};

/** What the file holds says nothing of this log: whoever put it there can take it away. */
export class FileBroken extends LogBroken {}

type Tools = SecondStores & { readonly hsm: Pick<AuditSigner, "auditPublicKey"> };

/** @returns null where nobody has raised the token's mark yet @throws LogBroken; KmsError `unavailable`, and the file's error */
export async function readKnown({ hsm, mark, file }: Tools): Promise<Known | null> {
  const look = await mark.read();
  if (look === null) return null;
  const spki = await hsm.auditPublicKey();
  const anchors: Anchor[] = look.tree === null ? [] : [{ ...look.tree, by: "the token" }];
  const inFile = (await file?.read()) ?? null;
  if (inFile !== null) {
    const signed = readSigned(inFile, spki);
    if (signed === null) {
      throw new FileBroken(
        "cannot be compared: what KMS_AUDIT_CHECKPOINT_FILE names is no checkpoint that this token has signed, so put the right one there, or move it away",
      );
    }
    if (signed.incarnation > look.incarnation) {
      throw new LogBroken("is older than what was sealed: the file has a checkpoint of a later incarnation");
    }
    // What an operator has accepted since takes the place of what was before.
    if (signed.incarnation === look.incarnation) anchors.push({ ...signed, by: "the file" });
  }
  return { spki, incarnation: look.incarnation, anchors, inFile: inFile?.toString() ?? null };
}

export type SealedState = { readonly edge: Edge; readonly last: StoredCheckpoint | null; readonly anchors: readonly Anchor[] };

/** Makes sure that the log in the database continues all that is known of it. @param run a transaction @throws LogBroken */
export async function requireSealed(run: RunSql, known: Pick<Known, "spki" | "anchors">): Promise<SealedState> {
  const edge = await readEdge(run);
  const last = await readLastCheckpoint(run);
  const anchors = last === null ? known.anchors : [...known.anchors, readAnchor(last, known.spki)];
  await requireContinues(run, treeOf(edge), anchors);
  return { edge, last, anchors };
}

/** @throws LogBroken where it is not what the token has signed */
function readAnchor({ text, size, incarnation }: StoredCheckpoint, spki: Buffer): Anchor {
  const signed = readSigned(Buffer.from(text), spki);
  if (signed === null || signed.size !== size || signed.incarnation !== incarnation) {
    throw new LogBroken("has a last checkpoint that the token has not signed");
  }
  return { ...signed, by: "its last checkpoint" };
}
