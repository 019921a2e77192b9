/**
 * The words that the primary and its children say to each other, and how a child behaves:
 * it obeys only the primary, because a signal to the whole process group reaches it too and would break the order of the
 * shutdown; and it ends by itself when the primary is gone.
 */
import { StartError } from "./start-error";

/** From a child: it serves; or it cannot start, for a reason that waiting does not cure; or it waits for something, and must not be given up. */
export type ChildMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly sentence: string }
  | { readonly kind: "patience" };
/** From the primary: finish what runs, take nothing new, end. */
export type PrimaryMessage = { readonly kind: "drain" };

/** How long a child that lost its primary may take to finish what runs. */
const ORPHAN_PATIENCE_MS = 5_000;

/**
 * Runs a child of the primary until it is told to drain.
 * @param start begins to serve; resolves with what drains and closes it
 */
export async function runChild(start: () => Promise<() => Promise<void>>): Promise<void> {
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
    if (message.kind === "drain") end().catch(fail);
  });
  process.on("disconnect", () => {
    setTimeout(() => process.exit(1), ORPHAN_PATIENCE_MS).unref();
    end().catch(fail);
  });
  // A primary that died while our modules were loading: its going was announced before anybody listened.
  if (!process.connected) process.exit(1);
  try {
    close = await start();
    if (isEnding) await close().then(() => process.exit(0));
    tell({ kind: "ready" });
  } catch (error) {
    fail(error);
  }
}

/** From now on the primary waits for this child's start as long as it takes. */
export function askForPatience(): void {
  tell({ kind: "patience" });
}

/** A sentence meant for the operator goes to the primary; anything else is our fault and goes to standard error. */
function fail(error: unknown): void {
  const isForOperator = error instanceof StartError || (error instanceof Error && error.name === "TokenStartError");
  if (!isForOperator) console.error(error);
  const leave = () => process.exit(1);
  if (isForOperator && process.connected) process.send?.({ kind: "refused", sentence: error.message } satisfies ChildMessage, leave);
  else leave();
}

function tell(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}
