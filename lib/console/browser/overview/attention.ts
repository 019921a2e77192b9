/**
 * What needs somebody, worst first, from what the overview and the description of the system say. Kinds and figures only: the navigation
 * counts them on every page, so their words are elsewhere.
 */

import type { Attention } from "#lib/console/words/overview/attention-words";
import type { ReplyOf } from "#lib/wire/catalog";
import { isSoftwareToken } from "../software-token";

type Overview = Pick<ReplyOf<"describeOverview">, "needs" | "quota" | "unused">;
type System = Pick<ReplyOf<"describeSystem">, "hsm" | "database" | "jobs" | "forwarding" | "audit_log">;

export type Urgency = "danger" | "caution" | "note";

/** What is broken or will be for good comes before what only will be. */
export function urgencyOf(one: Attention): Urgency {
  switch (one.kind) {
    case "auditLog":
    case "token":
    case "database":
    case "job":
    case "forwarding":
      return "danger";
    case "deletion":
      return one.lastCallAt ? "danger" : "caution";
    case "unused":
    case "softwareToken":
      return "note";
    default:
      return "caution";
  }
}

const ORDER: readonly Urgency[] = ["danger", "caution", "note"];
const KINDS: readonly Attention["kind"][] = [
  "auditLog",
  "token",
  "database",
  "deletion",
  "job",
  "forwarding",
  "materialExpiry",
  "rotation",
  "quota",
  "import",
  "more",
  "unused",
  "softwareToken",
];

/** @param overview,system undefined where that is not known */
export function attentionOf(overview: Overview | undefined, system: System | undefined): readonly Attention[] {
  const all = [...(system ? ofSystem(system) : []), ...(overview ? ofOverview(overview) : [])];
  const rank = (one: Attention) => ORDER.indexOf(urgencyOf(one)) * KINDS.length + KINDS.indexOf(one.kind);
  // What is of one rank keeps its order: the nearest first.
  return all.toSorted((one, other) => rank(one) - rank(other));
}

function ofOverview({ needs, quota, unused }: Overview): Attention[] {
  const ofKeys = needs.flatMap(({ kind, keys, total }): Attention[] => [
    ...keys.map(
      (key): Attention => ({
        id: `${kind} ${key.key_id}`,
        kind,
        keyId: key.key_id,
        alias: key.alias,
        at: key.at,
        lastCallAt: key.last_call_at,
        lastCaller: key.last_caller,
      }),
    ),
    ...(total > keys.length ? [{ id: `more ${kind}`, kind: "more", of: kind, keys: total - keys.length } as const] : []),
  ]);
  return [
    ...ofKeys,
    ...(quota ? [{ id: "quota", kind: "quota", used: quota.used, quota: quota.quota, daysLeft: quota.days_left } as const] : []),
    ...(unused && unused.keys > 0 ? [{ id: "unused", kind: "unused", keys: unused.keys, isExact: unused.exact } as const] : []),
  ];
}

function ofSystem({ hsm, database, jobs, forwarding, audit_log: log }: System): Attention[] {
  return [
    ...(log.broken !== "" || log.faults.length > 0
      ? [{ id: "auditLog", kind: "auditLog", isBroken: log.broken !== "", faults: log.faults.length } as const]
      : []),
    ...(hsm.status === "failing" ? [{ id: "token", kind: "token" } as const] : []),
    ...(database.status === "failing" ? [{ id: "database", kind: "database" } as const] : []),
    ...jobs
      .filter(({ status }) => status === "failing")
      .map(
        (job): Attention => ({
          id: `job ${job.name}`,
          kind: "job",
          name: job.name,
          at: job.failures_in_a_row > 0 ? job.last_failure : job.last_run,
          failure: job.failures_in_a_row > 0 ? job.failure : "",
          inARow: job.failures_in_a_row,
        }),
      ),
    ...forwarding
      .filter(({ status }) => status === "failing")
      .map(
        (receiver): Attention => ({
          id: `forwarding ${receiver.name}`,
          kind: "forwarding",
          name: receiver.name,
          at: receiver.waiting_since,
          failure: receiver.failure,
          inARow: receiver.failures_in_a_row,
        }),
      ),
    ...(isSoftwareToken(hsm) ? [{ id: "softwareToken", kind: "softwareToken" } as const] : []),
  ];
}
