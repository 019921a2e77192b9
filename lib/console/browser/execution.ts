/**
 * What came of what was entered in the Tool, tied to exactly what it was made from. Whatever is entered is one `Execution`, an object that
 * never changes: another input is another object. So an answer can be told from a late one by identity alone, an input that is changed
 * and changed back brings nothing back, and nobody has to remember to empty a result.
 */
import type { Failure } from "../api-failure";

export type Execution<T> = {
  /** All that a result is made from and that a person enters or chooses. */
  readonly input: readonly unknown[];
  /** What it is besides made with: the key and its state. */
  readonly key: readonly unknown[];
  readonly isPending: boolean;
  readonly made: { readonly data: T } | null;
  readonly failure: Failure | null;
};

/** Nothing was executed yet with this. */
export function blank<T>(input: readonly unknown[], key: readonly unknown[]): Execution<T> {
  return { input, key, isPending: false, made: null, failure: null };
}

/** The same object while input and key are the same; else one without a result. */
export function follow<T>(now: Execution<T>, input: readonly unknown[], key: readonly unknown[]): Execution<T> {
  if (!isSame(now.input, input)) return blank(input, key);
  if (isSame(now.key, key)) return now;
  // A refusal of the same input stays: it may be what told of the key's other state.
  return { ...blank<T>(now.input, key), failure: now.failure };
}

export function begin<T>(now: Execution<T>): Execution<T> {
  return { ...blank<T>(now.input, now.key), isPending: true };
}

/** @param asked what the answer was asked for; where that is not what is shown, the answer is dropped */
export function succeed<T>(now: Execution<T>, asked: Execution<T>, data: T): Execution<T> {
  return now === asked ? { ...now, isPending: false, made: { data } } : now;
}

/** The refusal is also told where only the key's state has changed meanwhile, for then it says why. */
export function refuse<T>(now: Execution<T>, asked: Execution<T>, failure: Failure): Execution<T> {
  const isOfThisInput = now === asked || (now.input === asked.input && now.made === null && !now.isPending);
  return isOfThisInput ? { ...now, isPending: false, failure } : now;
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((part, at) => Object.is(part, other[at]));
}
