/** Words of tables, whatever they show. */

export const tableWords = {
  sortBy: (column: string) => `Sort by ${column}`,
  pages: "Pages",
  previous: "Previous",
  next: "Next",
  previousPage: "Previous page",
  nextPage: "Next page",
  noPrevious: "This is the first page.",
  noNext: "This is the last page.",
} as const;
