/**
 * Tries that may be wrong: a slot is taken before anything is looked at, and given back unless the try was wrong, so that neither what is
 * right nor a fault of ours counts against anybody.
 */
import { KmsError } from "#lib/domain/errors";
import { type Counter, giveBack, type Taken, takeSlot } from "#lib/store/identity/throttle";
import type { Store } from "#lib/store/open";

type Tools = { readonly store: Pick<Store, "prisma">; readonly now: () => Date };

/** Whose tries are counted, and where they come from. */
export type Counted = {
  readonly own: Counter;
  /** Whether a right try shows that all tries of this count are the user's own, so that it begins anew. */
  readonly isUserAlone: boolean;
  /** Also counted, where it says more than the own count. */
  readonly network?: Counter;
  /** Whether a network that must wait keeps this try from being looked at. */
  readonly needsNetwork?: boolean;
};

/**
 * @param check is told whether its outcome may count: where that is not open, it does the same work, and throws. A refusal that it throws was a
 *   wrong try; a fault of ours, too many at once and a client that went away were none
 * @throws whatever `check` throws
 */
export async function throttled<T>(tools: Tools, counted: Counted, check: (slot: Taken) => Promise<T>): Promise<T> {
  const taken = await takeSlot(tools.store, tools.now(), counted.own, counted.network, counted.needsNetwork);
  try {
    const result = await check(taken);
    await giveBack(tools.store, taken.counted, counted.isUserAlone ? counted.own : null);
    return result;
  } catch (error) {
    // Whoever asked is to hear of the fault itself, whatever becomes of the slot.
    if (!isWrong(error)) await giveBack(tools.store, taken.counted).catch(() => {});
    throw error;
  }
}

/**
 * The same for one count and a caller who is told to wait: one-time codes, and what somebody who is signed in shows once more.
 * @param counter `codeCounter` or `againCounter`
 * @param refusal of a try that must wait, told for how many seconds; `triesTooMany` unless another is given
 * @throws `refusal`, before `check` is called; whatever `check` throws
 */
export function tryOnce<T>(
  tools: Tools,
  counter: Counter,
  check: () => Promise<T>,
  refusal: (seconds: number) => KmsError = tooMany,
): Promise<T> {
  return throttled(tools, { own: counter, isUserAlone: true }, ({ isOpen, opensAt }) => {
    if (!isOpen) throw refusal(Math.ceil(((opensAt?.getTime() ?? 0) - tools.now().getTime()) / 1000));
    return check();
  });
}

function tooMany(seconds: number): KmsError {
  const retryAfterSeconds = Math.max(1, seconds);
  const wait = retryAfterSeconds === 1 ? "a second" : `${retryAfterSeconds} seconds`;
  return new KmsError("triesTooMany", { message: `There were too many wrong tries. Wait ${wait}, then try again.`, retryAfterSeconds });
}

const WRONG_KINDS: readonly string[] = ["unauthenticated", "forbidden", "invalid"];

function isWrong(error: unknown): boolean {
  return error instanceof KmsError && WRONG_KINDS.includes(error.kind);
}
