import type { Column } from "#components/patterns/data-table/column";
import type { Selection } from "#components/patterns/data-table/selection";

/** What the body of a table needs to draw its rows. */
export type Rows<Row> = {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly selection: Selection<Row> | undefined;
  /** Number of the first row among all, from 1; undefined where rows are not counted. */
  readonly firstIndex: number | undefined;
  readonly isStale: boolean;
  readonly isFaded: ((row: Row) => boolean) | undefined;
};
