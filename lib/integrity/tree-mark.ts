/**
 * What the token knows of the audit log: the tree that was signed last, beside the high-water mark. It is the second, tiny store in which the
 * sealer swaps one tree for the next before anybody is shown the next. Invariant: within an incarnation the tree in the token only grows.
 */
import type { Clock } from "#lib/base/clock";
import type { Hsm } from "#lib/hsm/port";
import type { MarkLook } from "#lib/store/installation/integrity-mark";
import { decodeMark, encodeKeptMark, type KeptMark, type SealedTree } from "./mark";
import { fromRow, type MarkSeal } from "./mark-row";

export type TreeLook = {
  /** One more than how often an older database was accepted. */
  readonly incarnation: number;
  /** null where none was signed in this incarnation, or the token keeps none. */
  readonly tree: SealedTree | null;
};

type Parts = {
  readonly hsm: MarkSeal & Pick<Hsm, "description" | "readMark" | "writeMark">;
  readonly clock: Pick<Clock, "now">;
  /** The row, for the incarnation where the token keeps no mark. */
  readonly readRow: () => Promise<MarkLook>;
};

export type TreeMark = {
  /** @returns null while nobody has raised the mark yet, who keeps it @throws KmsError `unavailable`, and what `readRow` throws */
  read(): Promise<TreeLook | null>;
  /**
   * Tells the token of the next tree.
   * @returns false where it knows another one meanwhile, of this incarnation or a later one: then nothing has changed
   * @throws KmsError `unavailable`: then nobody knows whether it was written
   */
  swap(incarnation: number, next: SealedTree): boolean;
};

export function treeMark({ hsm, clock, readRow }: Parts): TreeMark {
  const kept = (): KeptMark | null => {
    const bytes = hsm.readMark();
    return bytes === null ? null : decodeMark(bytes);
  };
  return {
    async read() {
      if (!hsm.description.keepsMark) {
        const row = fromRow(hsm, await readRow());
        return { incarnation: row?.isAuthentic ? row.mark.incarnation : 1, tree: null };
      }
      const mark = kept();
      return mark === null || mark.format < 3 ? null : { incarnation: mark.incarnation, tree: mark.tree };
    },

    swap(incarnation, next) {
      if (!hsm.description.keepsMark) return true;
      const mark = kept();
      if (mark === null || mark.format < 3 || mark.incarnation !== incarnation) return false;
      const { tree } = mark;
      if (tree !== null && tree.size >= next.size) return tree.size === next.size && tree.root.equals(next.root);
      // The time decides nothing, but marks compare as bytes: a clock that was set back must not make the next one the smaller.
      const at = new Date(Math.max(clock.now().getTime(), mark.at.getTime() + 1));
      hsm.writeMark(encodeKeptMark({ ...mark, at }, next));
      return kept()?.tree?.root.equals(next.root) ?? false;
    },
  };
}
