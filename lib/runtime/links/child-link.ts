/**
 * The words that the primary and its children say to each other, and how a child behaves:
 * it obeys only the primary, because a signal to the whole process group reaches it too and would break the order of the
 * shutdown; and it ends by itself when the primary is gone.
 */

import { StartError } from "#lib/base/start-error";
import type { Handover, Replacement } from "./handover";
import { sendOver } from "./send";

/** From a child: it listens, and waits for its hand-over; it serves; or it cannot start, for a reason that waiting does not cure; or what it found out. */
export type ChildMessage =
  | { readonly kind: "waiting" }
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly sentence: string }
  | { readonly kind: "report"; readonly report: unknown }
  /** It waits for something, and must not be given up. */
  | { readonly kind: "patience" }
  /** It works; or something in it hangs, which this says. */
  | { readonly kind: "beat"; readonly hang: string | null };
/** From the primary: the end is near; finish what runs, take nothing new, end; or what the child needs, when it waits for it; or what has changed. */
export type PrimaryMessage =
  | { readonly kind: "leave" }
  | { readonly kind: "drain" }
  | { readonly kind: "handover"; readonly handover: Handover }
  | Replacement;

/** Refusals of other rooms that are meant for the operator. */
const START_ERRORS = new Set(["TokenStartError", "DatabaseStartError"]);

/** How long a child that lost its primary may take to finish what runs. */
const ORPHAN_PATIENCE_MS = 5_000;

let leaving = false;

/** Whether the whole product is about to stop: what is asked is still answered, and whoever sends requests here should send them elsewhere. */
export function isLeaving(): boolean {
  return leaving;
}

/** What was replaced while the child was still starting. */
const replaced = new Map<Replacement["kind"], Replacement>();

/**
 * Runs a child of the primary until it is told to drain.
 * @param start begins to serve, with what the primary handed over; resolves with what drains and closes it
 */
export async function runChild(start: (handover: Handover) => Promise<() => Promise<void>>): Promise<void> {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  let close: (() => Promise<void>) | null = null;
  let isEnding = false;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    await close?.();
    process.exit(0);
  };
  process.on("message", (message: PrimaryMessage) => {
    if (message.kind === "leave") leaving = true;
    if (message.kind === "drain") end().catch(fail);
    if (message.kind === "tls" || message.kind === "pin") replaced.set(message.kind, message);
  });
  process.on("disconnect", () => {
    setTimeout(() => process.exit(1), ORPHAN_PATIENCE_MS).unref();
    end().catch(fail);
  });
  // A primary that died while our modules were loading: its going was announced before anybody listened.
  if (!process.connected) process.exit(1);
  try {
    const handover = await receiveHandover();
    Object.assign(process.env, handover.environment);
    close = await start(handover);
    if (isEnding) await close().then(() => process.exit(0));
    tell({ kind: "ready" });
  } catch (error) {
    fail(error);
  }
}

/** What the primary hands over. It is asked for, because a message that comes before anybody listens may be lost. */
export function receiveHandover(): Promise<Handover> {
  return new Promise((resolve) => {
    process.on("message", (message: PrimaryMessage) => message.kind === "handover" && resolve(message.handover));
    tell({ kind: "waiting" });
  });
}

/** Tells the primary what a short-lived child found out. */
export function report(finding: unknown): void {
  tell({ kind: "report", report: finding });
}

/** Calls `take` whenever the primary sends what has replaced a file that this child was given at its start. */
export function onReplacement<K extends Replacement["kind"]>(
  kind: K,
  take: (replacement: Extract<Replacement, { kind: K }>) => void,
): void {
  const missed = replaced.get(kind);
  if (missed) take(missed as Extract<Replacement, { kind: K }>);
  process.on("message", (message: PrimaryMessage) => {
    if (message.kind === kind) take(message as Extract<Replacement, { kind: K }>);
  });
}

/** From now on the primary waits for this child's start as long as it takes. */
export function askForPatience(): void {
  tell({ kind: "patience" });
}

/** A sentence meant for the operator goes to the primary; anything else is our fault and goes to standard error. */
function fail(error: unknown): void {
  const isForOperator = error instanceof StartError || (error instanceof Error && START_ERRORS.has(error.name));
  if (!isForOperator) console.error(error);
  const leave = () => process.exit(1);
  if (isForOperator && process.connected) process.send?.({ kind: "refused", sentence: error.message } satisfies ChildMessage, leave);
  else leave();
}

function tell(message: ChildMessage): void {
  sendOver(process, message);
}
