/**
 * What a life does is known before and after each call, so that after a crash it can be said whether the product kept what it had
 * answered, and whether what it had not answered is there as a whole or not at all.
 */
import type { Reply } from "../harness/api-client";

/** One change, or one use, of what a life has. */
export type Step<Known> = {
  readonly name: string;
  readonly send: () => Promise<Reply>;
  /** What is known once it was done; without it nothing changes. */
  readonly after?: Known;
  /** Told of what it answered. */
  readonly take?: (reply: Reply) => void;
};

/** The product went away in the midst of a call. */
export class Interrupted extends Error {}

/** Of one thing at a time, step by step; what it is now is known, but for one step that was not answered. */
export abstract class Life<Known> {
  protected known: Known;
  #open: Step<Known> | null = null;
  /** `X-Request-Id` of what was answered since they were last taken. */
  #answered: string[] = [];
  steps = 0;

  constructor(
    readonly name: string,
    begin: Known,
  ) {
    this.known = begin;
  }

  protected abstract next(): Step<Known>;
  /** What the product has, in the words of what is known. */
  protected abstract observe(after: Known | undefined): Promise<Known>;

  /** @throws Interrupted where nobody answered, or the product said that it cannot; Error where it refused what it must do */
  async step(): Promise<void> {
    const step = this.next();
    this.#open = step;
    const reply = await step.send().catch((error: unknown) => {
      if (error instanceof TypeError) throw new Interrupted();
      throw error;
    });
    if (reply.status === 503) throw new Interrupted();
    if (reply.status >= 300) throw new Error(`${this.name}: ${step.name}: ${reply.status} ${JSON.stringify(reply.body)}`);
    this.#answered.push(reply.headers.get("x-request-id") ?? "");
    if (step.after !== undefined) this.known = step.after;
    step.take?.(reply);
    this.#open = null;
    this.steps += 1;
  }

  /** @returns what is not as it must be, "" where all is */
  async settle(): Promise<string> {
    const open = this.#open;
    this.#open = null;
    const found = await this.observe(open?.after);
    const allowed = [this.known, ...(open?.after === undefined ? [] : [open.after])];
    const wrong = allowed.some((one) => JSON.stringify(one) === JSON.stringify(found))
      ? ""
      : `${this.name}: ${JSON.stringify(found)} is none of ${JSON.stringify(allowed)} (${open?.name ?? "all was answered"})`;
    this.known = found;
    return wrong;
  }

  takeAnswered(): string[] {
    return this.#answered.splice(0);
  }
}
