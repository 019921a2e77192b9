/** What is chosen in a table, and how rows are chosen. */
export type Selection<Row> = {
  readonly has: (row: Row) => boolean;
  readonly onSelect: (rows: readonly Row[], isOn: boolean) => void;
  /** Name of a row's checkbox, as in "Select payments/card-vault". */
  readonly label: (row: Row) => string;
  readonly allLabel: string;
};
