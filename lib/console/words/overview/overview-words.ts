/** Words of the Overview: what needs somebody, how keys are used, what comes up. */
import type { OverviewRange } from "#lib/domain/overview/overview";
import { count, noun, plural } from "../plural";

export const overviewWords = {
  title: "Overview",
  loading: "Loading the overview",
  error: "The overview could not be loaded",
  forbidden: "You may not see the keys of this project",
  forbiddenHint: "It takes kms:cmk:list, which your policies do not allow here. Ask a security administrator.",

  health: "State of the service",
  parts: { api: "API", token: "HSM token", database: "Database", jobs: "Jobs", auditLog: "Audit log" },
  version: (version: string) => `version ${version}`,
  answers: "answers",
  silent: "does not answer",
  jobs: (failing: number, all: number) =>
    failing === 0 ? `${plural(all, "job")} in order` : `${failing} of ${all} ${noun(failing, "fails", "fail")}`,

  attention: "Needs attention",
  /** For a screen reader, beside the number in the navigation. */
  attentionCount: (number: number) => `${count(number)} ${noun(number, "needs", "need")} attention`,
  allWell: "Nothing needs you at the moment.",
  urgency: { danger: "Urgent", caution: "Soon", note: "Note" },
  /** Not the word itself where a button of the same name stands beside others for other keys. */
  of: (action: string, about: string) => `${action}: ${about}`,
  rotate: "Rotate now",
  seeJob: "See the job",
  seeSystem: "See the system",
  showKey: "Show key",
  showKeys: "Show keys",
  unusedKeys: "Unused keys",

  calls: "Calls",
  callsOf: { "24h": "Calls of the last 24 hours", "7d": "Calls of the last 7 days", "30d": "Calls of the last 30 days" },
  range: "Time range",
  ranges: { "24h": "24 h", "7d": "7 d", "30d": "30 d" } satisfies Record<OverviewRange, string>,

  keys: "Keys",
  states: "Keys by state",
  algorithms: "Algorithms",

  coming: "Coming up",
  comingLabel: "What comes up in the next 30 days",
  ahead: "next 30 days",
  nothingComing: "No key is deleted, expires or is rotated in the next 30 days.",
  lanes: { deletion: "Deletion", expiry: "Material expiry", rotation: "Rotation" },
  cut: (shown: number, all: number, what: string) => `${what}: the first ${count(shown)} of ${count(all)} are shown.`,

  busiestKeys: "Busiest keys",
  busiestCallers: "Busiest callers",
  alias: "Alias",
  caller: "Caller",
  by: "By",
  callsIn: (range: OverviewRange) => `Calls, ${{ "24h": "24 h", "7d": "7 d", "30d": "30 d" }[range]}`,
  trend: "Trend",
  noUse: "No key was used in this time.",
  noCallers: "Nobody called in this time.",
  callerKinds: {
    user: "user",
    federated: "federated user",
    service: "cloud service",
    operator: "operator",
    unknown: "unknown",
  } as Readonly<Record<string, string>>,
  nobody: "not signed in",
} as const;

export const firstStepsWords = {
  title: "First steps",
  lead: "From nothing to a program that encrypts, in three steps.",
  hide: "Hide these steps",
  done: "Done",
  keyFirst: "Create a key first.",
  steps: {
    key: {
      title: "Create your first key",
      text: "Its material is made inside the token and never leaves it in clear. AES_256 is right for most things.",
      action: "Create Key",
      show: "Show key",
    },
    secret: {
      title: "Encrypt a secret",
      text: "Type something, encrypt it, and decrypt it again: right here, in the key's Tool.",
      action: "Open the Tool",
    },
    program: {
      title: "Let a program do it",
      text: "An access key proves who calls. Then paste the lines for curl or an SDK; they are made out for this key and this address.",
      accessKey: "Create Access Key",
    },
  },
} as const;
