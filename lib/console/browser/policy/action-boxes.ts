/**
 * The actions of a statement as boxes to tick: everything, everything of a kind, and single ones, each with the lines of Table 1-6 that it
 * stands for. Invariant: ticking never names an action that a wider one has named already.
 */
import type { Permission } from "#lib/domain/identity/permission";
import { expandAction } from "#lib/domain/policy/action";
import { BUILDER_ACTIONS } from "#lib/domain/policy/builder";
import { linesOf } from "#lib/domain/policy/table-1-6";
import { hasWildcard } from "#lib/domain/policy/wildcard";

export const EVERYTHING = "kms:*:*";

export type ActionBox = {
  readonly action: string;
  /** Lines of Table 1-6 and newer ones; whoever gives one of them gives all. None for what stands for several actions. */
  readonly lines: readonly string[];
};

export type ActionGroup = { readonly kind: string; readonly whole: string; readonly boxes: readonly ActionBox[] };

const WIDE = BUILDER_ACTIONS.filter((action) => hasWildcard(action) && action !== EVERYTHING);

/** By the second part of their names: keys, data keys, grants, tags, aliases. */
export const ACTION_GROUPS: readonly ActionGroup[] = WIDE.map((whole) => {
  const kind = whole.split(":")[1] ?? "";
  const boxes = expandAction(whole).map((action) => ({ action, lines: ownLines(action) }));
  return { kind, whole, boxes };
});

/** Lines that need other actions too are told of by none of them. */
function ownLines(action: Permission): string[] {
  return linesOf(action)
    .filter(({ actions }) => actions.length === 1)
    .map(({ label }) => label);
}

/** The chosen action that includes this one: itself, or a wider one. */
export function includedBy(chosen: readonly string[], action: string): string | null {
  if (chosen.includes(action)) return action;
  const wider = [EVERYTHING, `${action.split(":").slice(0, 2).join(":")}:*`];
  return wider.find((wide) => wide !== action && chosen.includes(wide)) ?? null;
}

export function tickAction(chosen: readonly string[], action: string, isTicked: boolean): readonly string[] {
  if (!isTicked) return chosen.filter((one) => one !== action);
  if (includedBy(chosen, action) !== null) return chosen;
  const next = [...chosen, action].filter((one) => one === action || includedBy([action], one) === null);
  return BUILDER_ACTIONS.filter((known) => next.includes(known));
}
