/** Words of the key list's pages, its count of matches, and the export. */
const count = (number: number) => number.toLocaleString("en");

export const listWords = {
  pageSize: "Keys per page",
  pageSizeOption: (size: number) => `${count(size)} per page`,
  pages: "Pages",
  loadingPage: "Loading…",
  /** `isExact` is false where counting stopped: there are more. */
  matching: (number: number, isExact: boolean) => (number === 1 && isExact ? "1 key" : `${count(number)}${isExact ? "" : "+"} keys`),
  emptyPage: "This page is empty",
  emptyPageHint: "Its keys are gone, or the list has changed since the page was opened.",
  exportProgress: "Exporting keys",
  exportedSoFar: (done: number, total: number | null) =>
    total === null ? `${count(done)} keys` : `${count(done)} of ${count(total)} keys`,
  exportCanceled: "The export was canceled.",
  fileFailed: "The file could not be written.",
} as const;
