/** What a transaction knows of a book that it has opened. */

/** What a book was when it was opened, and what is told of its change. */
export type Before = {
  readonly lines: string;
  readonly account: string | null;
  /** Of its seal; null where it had none. */
  readonly number: string | null;
  /** false where it begins: then all of its rows are this transaction's. */
  readonly isThere: boolean;
  /** Whether it is taken as it is, whoever has written it. */
  readonly isAdopted: boolean;
  /** Whether no more than its head was looked at; see `key-heads.ts`. */
  readonly isHead: boolean;
  /** Tables of which the transaction says that it removes rows. */
  readonly removes: readonly string[];
  /** What its lines are after all changes, where that is known without reading them. */
  after: string | null;
  /** How often it was opened for a change, and how often the change was told; where that differs, they are read. */
  opened: number;
  noted: number;
};

export const NOTHING: Readonly<Before> = {
  lines: "",
  account: null,
  number: null,
  isThere: false,
  isAdopted: false,
  isHead: false,
  removes: [],
  after: null,
  opened: 0,
  noted: 0,
};

/** Whether its lines after the change are known without reading them. */
export function isTold({ after, opened, noted }: Before): boolean {
  return after !== null && opened === noted;
}

/** What the trail has of it; null where it tells the whole of it. */
export function linesBefore(was: Before | undefined): string | null {
  return was?.isThere === true && !was.isAdopted ? was.lines : null;
}
