/** Words of tables, whatever they show. */

export const tableWords = {
  sortBy: (column: string) => `Sort by ${column}`,
  pages: "Pages",
  previous: "Previous",
  next: "Next",
  noPrevious: "This is the first page.",
  noNext: "This is the last page.",
} as const;
