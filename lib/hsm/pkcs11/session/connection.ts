/**
 * One signed-in connection: module, slot, sessions and the handles of the long-lived objects, and the way back when it breaks.
 * Invariant: an error either came from the caller's input or has led to fresh sessions; a stuck session is never used again.
 *
 * A call that the token fails is made again on another session: that costs one session. Between two tries the token's own keys are
 * asked, several times, and only when they do not answer the connection goes, with every handle. The module is finalised only where
 * a new connection cannot be had without, and never while a call is in it. The PIN that the token has refused is not tried again.
 */
import type { Handle } from "pkcs11js";
import { KmsError } from "#lib/domain/errors";
import { UnseenDomainKeyError } from "../long-lived/domain-key-ring";
import type { ReportTokenEvent } from "../token-event";
import type { TokenSettings } from "../token-settings";
import { PinRefusedError } from "../token-start-error";
import type { ConnectionHandles, ConnectionOptions } from "./connection-options";
import { Lane } from "./lane";
import { connect, isWell, type Live, type LiveToken } from "./live-token";
import type { ModuleHold } from "./module";
import { Outage, RECONNECT_PAUSE_MS } from "./outage";
import { RenewalWatch } from "./renewal";
import { describeFailure, HANDLE_GONE, returnValueOf } from "./return-values";

export type { Live } from "./live-token";

/** An import is thirty calls long: on a token that fails one in fifty, two tries would lose every fifth, and these one in five hundred. */
const TRIES = 5;
/** How many connections one operation may wear out. */
const CONNECTIONS = 2;
/** How often a PIN that was given is tried without anybody's call, until the token has said a word about it. */
const PIN_TRIES = 40;
/** A try that took so long on the event loop is the last one: the token does not fail, it hangs. */
const SLOW_TRY_MS = 3_000;

/**
 * What runs on threads of their own, at most so many at once in each worker. For a token that computes on this machine between two
 * and eight made no difference; a token over a network may want more.
 */
export const DEFAULT_SESSIONS = 4;
/** Making an RSA key takes a whole core for seconds, so one is made after the other. */
const MAKERS = 1;
/** Using keys is short, making them is not: neither waits for the other. */
export type LaneName = "use" | "make";

/** A call on a thread of its own. */
export type CallUnderWay = { readonly lane: LaneName };

type AsideOperation<T> = (live: Live, session: Handle) => Promise<T>;

export class Connection {
  readonly #settings: TokenSettings;
  readonly #hold: ModuleHold;
  readonly #handles: ConnectionHandles;
  readonly #report: ReportTokenEvent;
  readonly #renewal: RenewalWatch;
  #pin: string;
  #live: LiveToken | null = null;
  readonly #outage: Outage;
  #closed = false;
  readonly #lanes: Readonly<Record<LaneName, Lane>>;
  /** Operations on other threads, in which the module must not be finalised. */
  readonly #aside = new Set<CallUnderWay>();
  #renewalDue = false;
  /** Whether the next connection begins with a fresh start of the module. */
  #restartDue = false;
  #pinTimer: NodeJS.Timeout | undefined;
  #quietWaiters: (() => void)[] = [];
  /** Generations for which a fresh start of the module was tried. */
  readonly #missedDomainKeys = new Set<number>();
  /** Those for which one is due. */
  readonly #unseenDomainKeys = new Set<number>();

  /** @throws TokenStartError */
  constructor(settings: TokenSettings, hold: ModuleHold, { sessions, handles, report, keptPerObject }: ConnectionOptions) {
    this.#settings = settings;
    this.#pin = settings.pin;
    this.#lanes = { use: new Lane(sessions), make: new Lane(MAKERS) };
    this.#hold = hold;
    this.#handles = handles;
    this.#report = report;
    this.#outage = new Outage(report);
    this.#renewal = new RenewalWatch({ keptPerObject, objectsMade: hold.objectsMade, handles: () => handles.size() });
    this.#live = this.#connect();
  }

  get isConnected(): boolean {
    return this.#live !== null;
  }

  /** What runs on threads of its own now. */
  get callsUnderWay(): Iterable<CallUnderWay> {
    return this.#aside;
  }

  /** The live connection, for start-up steps. @throws KmsError `unavailable` */
  get live() {
    if (this.#live === null) throw new KmsError("unavailable");
    return this.#live;
  }

  /**
   * Runs one operation. After an unexpected error it is tried again on fresh sessions, several times, so it must be safe to repeat.
   * @param keyId the key whose material it uses
   * @throws KmsError what the operation says, or `unavailable`; RangeError and TypeError of a wrong call
   */
  run<T>(operation: (live: Live) => T, keyId?: string): T {
    this.#renewIfQuiet();
    let lost = 0;
    for (let tried = 1; ; tried += 1) {
      const live = this.#requireLive();
      const startedAt = performance.now();
      try {
        return operation(live);
      } catch (error) {
        const isSlow = performance.now() - startedAt > SLOW_TRY_MS;
        if (this.#recover(error, live, tried, keyId) === "connection lost") lost += 1;
        if (isSlow || tried === TRIES || lost === CONNECTIONS) throw new KmsError("unavailable", { cause: error });
      }
    }
  }

  /**
   * Runs one operation that takes long in the token, on a thread of its own and a session of its own. As with `run`, it is tried
   * again after an unexpected error.
   * @throws as `run`
   */
  async runAside<T>(lane: LaneName, operation: AsideOperation<T>, keyId?: string): Promise<T> {
    await this.#lanes[lane].enter();
    try {
      await this.#untilRenewed();
      let lost = 0;
      for (let tried = 1; ; tried += 1) {
        const live = this.#requireLive();
        try {
          return await this.#onThread(lane, () => live.pool.lend((session) => operation(live, session)));
        } catch (error) {
          if (this.#recover(error, live, tried, keyId) === "connection lost") lost += 1;
          if (tried === TRIES || lost === CONNECTIONS) throw new KmsError("unavailable", { cause: error });
        }
      }
    } finally {
      this.#lanes[lane].leave();
    }
  }

  /**
   * Takes another PIN for the sign-ins to come. Where the last one was refused, this one is tried at once, and put to the token once:
   * where the token cannot be asked just then (other threads are in it, or another process signs in), it is asked soon after, for some seconds.
   * @param pin may be the one there was: the token may have been given it meanwhile
   */
  takePin(pin: string): void {
    this.#pin = pin;
    // A module may hold a new PIN against what it read of the token at its own start.
    this.#restartDue = true;
    if (this.#outage.pinGiven()) this.#tryPin(PIN_TRIES);
  }

  #tryPin(left: number): void {
    // By now a caller may have asked, or somebody has closed.
    if (this.#closed || this.#live !== null || this.#outage.isPinRefused) return;
    clearTimeout(this.#pinTimer);
    try {
      this.#requireLive();
    } catch {
      // Reported. Nobody may call for long, and the operator waits for the token's word.
      if (left > 1 && !this.#outage.isPinRefused) this.#pinTimer = setTimeout(() => this.#tryPin(left - 1), RECONNECT_PAUSE_MS).unref();
    }
  }

  /** Lets what runs on other threads end, then closes the sessions and lets go of the module. Nothing new begins meanwhile. @param before runs while the sessions are still open */
  async close(before: () => void = () => {}): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#pinTimer);
    while (this.#aside.size > 0) await this.#untilQuiet();
    before();
    this.#live?.pool.close();
    this.#live = null;
    this.#hold.release();
  }

  async #onThread<T>(lane: LaneName, use: () => Promise<T>): Promise<T> {
    const call = { lane };
    this.#aside.add(call);
    try {
      return await use();
    } finally {
      this.#aside.delete(call);
      if (this.#aside.size === 0) this.#becomeQuiet();
    }
  }

  /** A renewal finalises the module, for which other threads must be out of it. Whoever comes waits for that, unless a key is in making, which takes seconds. */
  async #untilRenewed(): Promise<void> {
    this.#renewIfQuiet();
    while (this.#renewalDue && !this.#closed && !this.#isMaking()) await this.#untilQuiet();
  }

  #renewIfQuiet(): void {
    if (this.#renewal.isDue()) this.#renewalDue = true;
    if (!this.#renewalDue || this.#aside.size > 0) return;
    this.#drop();
    this.#restartDue = true;
    for (const generation of this.#unseenDomainKeys) this.#missedDomainKeys.add(generation);
    this.#unseenDomainKeys.clear();
  }

  #isMaking(): boolean {
    for (const { lane } of this.#aside) if (lane === "make") return true;
    return false;
  }

  #untilQuiet(): Promise<void> {
    return new Promise((resolve) => this.#quietWaiters.push(resolve));
  }

  #becomeQuiet(): void {
    if (!this.#closed) this.#renewIfQuiet();
    for (const resolve of this.#quietWaiters.splice(0)) resolve();
  }

  /** Throws what is the operation's own answer; for everything else leaves sessions behind that can be used, where that is possible. */
  #recover(error: unknown, live: Live, tried: number, keyId: string | undefined): "sessions replaced" | "connection lost" {
    if (error instanceof KmsError || error instanceof RangeError || error instanceof TypeError) throw error;
    if (this.#closed) throw new KmsError("unavailable", { cause: error });
    // What failed on a connection that has been replaced says nothing of the one there is.
    if (live !== this.#live) return "sessions replaced";
    if (error instanceof UnseenDomainKeyError) {
      if (this.#aside.size > 0) {
        // The module begins afresh when other threads are out of it; until then nobody knows.
        this.#missedDomainKeys.delete(error.generation);
        this.#unseenDomainKeys.add(error.generation);
        this.#renewalDue = true;
        throw new KmsError("unavailable", { cause: error });
      }
      this.#drop();
      this.#restartDue = true;
      return "connection lost";
    }
    this.#report({ kind: "callFailed", cause: describeFailure(error) });
    const isHandleGone = HANDLE_GONE.has(returnValueOf(error) ?? -1);
    if (!isWell(live, SLOW_TRY_MS) || (isHandleGone && tried > TRIES / 2)) {
      this.#drop();
      return "connection lost";
    }
    if (isHandleGone && keyId !== undefined) this.#handles.drop(keyId);
    return "sessions replaced";
  }

  #requireLive(): Live {
    if (this.#closed) throw new KmsError("unavailable");
    if (this.#live !== null) return this.#live;
    // While other threads are in the module, it is not finalised: what can be had without must do, or wait.
    const mayRestart = this.#aside.size === 0;
    if (!this.#outage.mayTry() || (this.#restartDue && !mayRestart)) throw new KmsError("unavailable");
    try {
      this.#live = this.#reconnect(mayRestart);
    } catch (error) {
      this.#outage.failed(error);
      throw new KmsError("unavailable", { cause: error });
    }
    this.#outage.ended();
    return this.#live;
  }

  #reconnect(mayRestart: boolean): LiveToken {
    if (!this.#restartDue) {
      try {
        return this.#connect();
      } catch (error) {
        if (!mayRestart || error instanceof PinRefusedError) throw error;
      }
    }
    this.#hold.restart();
    this.#restartDue = false;
    return this.#connect();
  }

  #drop(): void {
    this.#live?.pool.close();
    this.#live = null;
    this.#handles.forget();
    this.#renewal.restart();
    this.#renewalDue = false;
  }

  #connect(): LiveToken {
    return connect(this.#hold.module, this.#settings.tokenLabel, this.#pin, this.#missedDomainKeys);
  }
}
