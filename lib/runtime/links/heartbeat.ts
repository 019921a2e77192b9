/**
 * How the primary knows that a part still works: the part says so every second, over their link. One that hangs, on its event loop or in a
 * call of the token, is silent or says what hangs, and is replaced.
 * Invariant: only seconds in which the primary itself was on time count against a part. On a machine that stood still, or has no time for
 * either of them, nobody is given up for it.
 */
import type { ChildProcess } from "node:child_process";
import { toPlainText } from "../output/plain-text";
import type { ChildMessage } from "./child-link";
import { sendOver } from "./send";

const BEAT_MS = 1_000;
/** Longer than any step of ours, also where thirty processes share two cores. */
export const MOST_MISSED = 20;

/** Counts time by what this process got of it: a second in which it was held up itself is none. */
export class OwnTime {
  #last: number;

  /** @param now milliseconds of a clock that does not go back */
  constructor(now: number) {
    this.#last = now;
  }

  /** Called every second. @returns whether the second counts */
  tick(now: number): boolean {
    const isOnTime = now - this.#last < 2 * BEAT_MS;
    this.#last = now;
    return isOnTime;
  }
}

/**
 * A part's side: beats from now on.
 * @param findHang says what hangs, if anything; called once in each second that counts
 */
export function keepBeating(findHang: () => string | null = () => null): void {
  const time = new OwnTime(performance.now());
  let hang: string | null = null;
  const beat = () => {
    if (time.tick(performance.now())) hang = findHang();
    sendOver(process, { kind: "beat", hang } satisfies ChildMessage);
  };
  setInterval(beat, BEAT_MS).unref();
}

/**
 * The primary's side: listens to a part that serves.
 * @param onHang told once, with what is known of it
 * @returns ends it
 */
export function listenForBeats(child: Pick<ChildProcess, "on" | "off">, onHang: (reason: string) => void): () => void {
  const time = new OwnTime(performance.now());
  let missed = 0;
  const end = () => {
    clearInterval(timer);
    child.off("message", hear);
    child.off("exit", end);
  };
  const giveUp = (reason: string) => {
    end();
    onHang(reason);
  };
  const hear = (message: ChildMessage) => {
    if (message?.kind !== "beat") return;
    missed = 0;
    // A part that was broken into may say anything.
    if (message.hang !== null) giveUp(toPlainText(String(message.hang)));
  };
  const timer = setInterval(() => {
    if (time.tick(performance.now())) missed += 1;
    if (missed >= MOST_MISSED) giveUp(`it has not been heard of for ${MOST_MISSED} seconds`);
  }, BEAT_MS);
  child.on("message", hear);
  child.on("exit", end);
  return end;
}
