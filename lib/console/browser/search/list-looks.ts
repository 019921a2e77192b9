import { type OptionalColumn, readKeptColumns } from "./list-columns";

/** What is kept of the density where rows are low. */
export const DENSE = "dense";

/** How the list looks to this person: what the server read from the cookies, for the first paint. */
export type ListLooks = { readonly columns: readonly OptionalColumn[]; readonly isDense: boolean };

export function readLooks(columns: string | null | undefined, density: string | null | undefined): ListLooks {
  return { columns: readKeptColumns(columns), isDense: density === DENSE };
}
