/**
 * The steps as a matrix: what each does for which effect and in which way. It is read from the catalog and the registry, which `perform`
 * goes by too, so whoever skips a check is a gap that can be seen.
 */
import { OPERATIONS, type OperationName } from "#lib/operations/catalog";
import type { Effect, OperationRow } from "#lib/operations/operation";
import { operationsOf, STEPS, type StepName, WAYS, type Way } from "./steps";

const EFFECTS: readonly Effect[] = ["read", "use", "change", "destroy"];

/** One for each pair of effect and way that any operation has. */
type Column = { readonly effect: Effect; readonly way: Way; readonly operations: readonly OperationName[] };

/** @returns a table in Markdown: a line a step, a column a case */
export function renderMatrix(): string {
  const columns = WAYS.flatMap((way) => EFFECTS.map((effect): Column => ({ effect, way, operations: operationsOf(effect, way) }))).filter(
    ({ operations }) => operations.length > 0,
  );
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(["", ...columns.map(({ effect, way, operations }) => `${way}: ${effect} (${operations.length})`)]),
    line(["---", ...columns.map(() => "---")]),
    ...STEPS.map((step) => line([`**${step}**`, ...columns.map((column) => CELLS[step](column))])),
  ].join("\n");
}

const CELLS: Readonly<Record<StepName, (column: Column) => string>> = {
  identify: (column) => oneOf(column, ({ row, way }) => (way === "ahead" ? "guessed" : row.isOpenToStrangers ? "address, proof" : "proof")),
  parse: () => "yes",
  load: (column) =>
    oneOf(column, ({ row, way }) => {
      if (way === "ahead") return "guessed";
      if (row.secondKey !== undefined) return "two keys";
      return row.subject === "key" ? "key, grants" : "–";
    }),
  authorise: (column) =>
    oneOf(column, ({ row, way }) => {
      const byGrant = row.grantable !== undefined || row.byGrantRole !== undefined;
      if (row.permission === null) return "anybody, own only";
      if (row.own !== undefined) return "role or own";
      return byGrant && way !== "ahead" ? "role or grant" : "role";
    }),
  provide: (column) => oneOf(column, ({ row, way }) => (row.byService === "makes" && way !== "ahead" ? "a service's default key" : "–")),
  requireState: (column) =>
    oneOf(column, ({ row, way }) => (way === "bulk" ? "each key, in run" : row.subject === "key" ? "key's state" : "–")),
  run: ({ effect, way }) => {
    if (way === "ahead") return "token only";
    return effect === "read" || effect === "use" ? "changes nothing" : "one transaction";
  },
  record: (column) =>
    oneOf(column, ({ row, way }) => {
      if (row.effect === "read" && row.isTracedRead !== true) return "if refused, or all reads are traced";
      if (way === "ahead") return "with the proof";
      if (way === "bulk") return "each key, in its transaction";
      return row.effect === "change" || row.effect === "destroy" ? "in its transaction" : "before the answer";
    }),
};

/** What the operations of a column have, each kind once, the most frequent first. */
function oneOf({ operations, way }: Column, say: (of: { row: OperationRow; way: Way }) => string): string {
  const counts = new Map<string, number>();
  for (const name of operations) {
    const said = say({ row: OPERATIONS[name], way });
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([said]) => said)
    .join(" / ");
}
