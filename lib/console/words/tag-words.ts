/** Words about tags: the guide's §2.6 and Table 2-11. */
import { listWords } from "./list-words";
import { count, plural } from "./plural";

export const tagWords = {
  tab: "Tags",
  lead: "Keys are found and counted by their tags.",
  table: "Tags of this key",
  key: "Tag key",
  value: "Tag value",
  operation: "Operation",
  keyHint: "1 to 36 letters, digits, hyphens and underscores.",
  valueHint: "Up to 43 letters, digits, hyphens and underscores. May be empty.",
  noValue: "(empty)",
  count: (used: number, limit: number) => `${count(used)} of ${plural(limit, "tag")}`,
  loading: "Loading tags",
  errorTitle: "The tags could not be loaded",
  forbidden: "You may not see the tags",
  empty: "No tags yet",
  emptyHint: "Tags classify keys, so that they are found and counted by team, purpose or cost center.",

  add: "Add Tag",
  addLead: "Each tag key may be on a key once only.",
  another: "Add another tag",
  edit: "Edit",
  editTitle: "Edit Tag",
  remove: "Delete",
  removeTitle: "Delete Tag",
  removeLead: "The tag is taken off this key. The same tag stays on other keys.",
  row: (number: number) => `Tag ${number}`,
  optional: "Tags (optional)",
  /** Beside the button that was pressed in vain. */
  mend: (rows: number) => (rows === 1 ? "One row is not right yet." : `${plural(rows, "row")} are not right yet.`),

  added: (number: number) => (number === 1 ? "Tag added successfully" : `${plural(number, "tag")} added successfully`),
  edited: "Tag modified successfully",
  removed: "Tag deleted successfully",
  notAdded: "The key was created, but its tags were not added",
  maybeAdded: "The key was created; its tags may have been added",

  problems: {
    keyMissing: "Enter a tag key.",
    keyTooLong: "A tag key may have at most 36 characters.",
    keyCharacters: "A tag key may have letters, digits, hyphens (-) and underscores (_) only.",
    valueTooLong: "A tag value may have at most 43 characters.",
    valueCharacters: "A tag value may have letters, digits, hyphens (-) and underscores (_) only.",
    repeated: "This tag key is entered twice. A key has only one value for each tag key.",
    taken: "The key has this tag already. Use Edit to change its value.",
    full: (limit: number) => `A key may have at most ${plural(limit, "tag")}.`,
  },

  search: {
    open: listWords.searchByTag,
    anyValue: listWords.anyTagValue,
    count: (number: number, limit: number) => `${count(number)} of ${count(limit)} criteria, all must match`,
    criteria: "Search criteria",
    submit: "Search",
    reset: "Reset",
    full: (limit: number) => `At most ${plural(limit, "tag")} at one search.`,
    repeated: "This tag is among the criteria already.",
    keyWrong: "A tag key has 1 to 36 characters, none of * < > \\ =",
    valueWrong: "A tag value has at most 43 characters, none of * < > \\ =",
    nothing: "Enter a tag key first.",
  },

  bulk: {
    add: "Add tags",
    addTitle: (number: number) => `Add Tags to ${plural(number, "Key")}`,
    addLead: "A key that has one of these tag keys already gets the value entered here.",
    remove: "Remove tags",
    removeTitle: (number: number) => `Remove Tags from ${plural(number, "Key")}`,
    removeLead: "Keys that do not have these tags stay as they are.",
  },
} as const;
