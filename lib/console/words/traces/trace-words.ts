/** Words of the audit trail: the page, a key's tab, filters, and a trace as people read it. */
import type { RangeName, TraceQueryText } from "#lib/domain/trail/trace-query";
import { count, plural } from "../plural";

export const traceWords = {
  title: "Audit traces",
  tab: "Audit",
  tabLead: "Who used this key, from where, and what became of it.",
  openAll: "Open in Audit traces",
  columns: { time: "Time", outcome: "Outcome", name: "Trace name", resource: "Resource", caller: "Caller", more: "More" },
  table: "Traces",
  loading: "Loading traces",
  errorTitle: "The traces could not be loaded",
  forbidden: "You may not read the audit traces",
  forbiddenHint:
    "It takes kms:trace:list in this project, which the role KMS Administrator has, or iam:traces:list for the account's own, which Security Administrator has. Ask a security administrator.",
  noMatch: "No trace matches these filters",
  noMatchHint: "Change the filters, or clear them to see all traces of this time.",
  empty: "No traces in this time",
  emptyHint: "Every use and change of a key leaves a trace, and so do refused calls. Choose a longer time.",
  refresh: "Refresh",
  more: "Load more",
  loadingMore: "Loading more…",
  end: "No older traces in this time.",
  rowMenu: (name: string) => `More for ${name}`,
  nobody: "KMS itself",
  unknownCaller: "Unknown caller",
  /** Short, where a row has no room for a date. */
  traces: (number: number, isExact: boolean) => `${isExact ? "" : "at least "}${plural(number, "trace")}`,
  warnings: (number: number) => plural(number, "warning"),
  incidents: (number: number) => plural(number, "incident"),
  drag: "drag to choose a time",
  chart: (range: string) => `Traces over time, ${range}`,
  chartFailed: "The traces could not be counted.",
} as const;

export const traceFilterWords = {
  add: "Add filter",
  menu: "Filters",
  reset: "Reset",
  clear: "Clear filters",
  range: "Time range",
  ranges: { "1h": "Last hour", "24h": "Last 24 hours", "7d": "Last 7 days", "30d": "Last 30 days" } as const satisfies Record<
    RangeName,
    string
  >,
  ownRange: "From one moment to another",
  from: "From",
  to: "To",
  localTime: "In the time zone of this browser.",
  apply: "Apply",
  addName: "Add",
  done: "Done",
  rangeInvalid: "The end must be after the beginning.",
  momentMissing: "Enter a date and a time.",
  labels: {
    trace_name: "Trace name",
    not_trace_name: "Trace name",
    outcome: "Outcome",
    resource_id: "Resource",
    caller_id: "Caller",
    ip: "Address",
    request_id: "Request ID",
  },
  fields: {
    resource_id: "Key alias, or ID of a resource",
    caller_id: "User ID of the caller",
    ip: "Address of the caller",
    request_id: "Request ID",
  } as const satisfies Record<TraceQueryText, string>,
  nameField: "Trace name",
  is: "is",
  isNot: "is not",
  whether: "Whether the trace name is one of these or none of these",
  names: (names: readonly string[]) => `${names[0] ?? ""}${names.length > 1 ? ` +${count(names.length - 1)}` : ""}`,
  notNames: (names: readonly string[]) => `not ${names[0] ?? ""}${names.length > 1 ? ` +${count(names.length - 1)}` : ""}`,
  chosenNames: "Chosen trace names",
  invalid: "Enter 1 to 256 characters.",
  onlyResource: "Only this resource",
  onlyCaller: "Only this caller",
  onlyRequest: "Only this request",
  onlyAddress: "Only this address",
  onlyName: "Only this trace name",
  notName: "Not this trace name",
} as const;

export const liveWords = {
  live: "Live",
  isOn: "New traces come by themselves while Live is on.",
  news: (number: number) => `${count(number)} new`,
  showNews: "Show",
  skipped: (number: number) => `${plural(number, "more trace")} since, which came too fast to be shown.`,
  hidden: "Reading the trail leaves traces too: listTraces and countTraces are hidden while Live is on.",
  shown: "Live leaves a trace of its own every few seconds.",
  show: "Show them",
  hide: "Hide them",
  newest: (number: number) => `While Live is on, the newest ${count(number)} are shown.`,
  failing: "The newest traces could not be asked for; it is tried again.",
} as const;

export const savedQueryWords = {
  button: "Saved",
  title: "Saved filters",
  none: "Nothing is saved yet.",
  loading: "Loading saved filters",
  errorTitle: "The saved filters could not be loaded",
  name: "Name",
  save: "Save filter",
  saveHint: "Keeps time range and filters under a name, for yourself alone.",
  saved: (name: string) => `Filter saved: ${name}`,
  remove: (name: string) => `Delete ${name}`,
  removed: (name: string) => `Filter deleted: ${name}`,
  federated:
    "Filters are kept for users of this account. You are signed in through an identity provider without one: bookmark the page instead.",
  nameInvalid: "Enter 1 to 64 characters.",
} as const;

export const traceExportWords = {
  button: "Export",
  formats: { ndjson: "NDJSON, one trace a line", csv: "CSV, for spreadsheets" },
  details: {
    ndjson: "With proof and signed checkpoint. Check the file with npm run audit:verify -- FILE --key PEM; System has the key.",
    csv: undefined,
  },
  progress: "Exporting traces",
  soFar: (bytes: number) => `${(bytes / 1_000_000).toLocaleString("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 })} MB`,
  exported: (fileName: string) => `Traces exported: ${fileName}`,
  canceled: "The export was canceled.",
  brokenOff: "The export broke off before its end. No file was saved.",
  fileFailed: "The file could not be written.",
} as const;
