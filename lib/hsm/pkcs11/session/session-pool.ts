/**
 * The sessions of one worker on one token. Four rules:
 *
 * Who logs in. The pool does, once, on its first session, when it is opened. A sign-in belongs to the application and the token,
 * not to a session (PKCS#11 v2.40 §5.6), so every later session is signed in already; "already logged in" is therefore no error.
 * Nobody calls C_Logout: it would sign out every other part of this process. Closing the last session signs out by itself.
 *
 * How many sessions. All are read-only, so that a running worker cannot write to the token (but for the moment in which it makes or
 * destroys a domain key or writes the mark, on a session of that moment). Two *holders* own the unwrapped key
 * material, one the secret keys, one the key pairs: session objects die with the session that made them (§5.6), so nothing that
 * can fail half-way runs on a holder. The *work* session runs every synchronous operation. One is enough: a session runs one
 * operation at a time (§5.2), and synchronous code never interleaves. Whatever is made on it (message keys, a key on its way to
 * being wrapped) goes with it. An operation that runs on a thread of its own *borrows* a session meanwhile, for itself alone; how
 * many are lent at once is for the lanes of the connection to say. Private keys are unwrapped on their holder one after another.
 *
 * What happens when it runs out or the token is pulled. There is no queue here, so there is nothing to wait for: a session that
 * cannot be opened is an error at once. After any unexpected error a session may be stuck in an active operation, so it is thrown
 * away and replaced; handles on the holders live on. When a holder or the token is gone, the pool is of no use: its owner closes
 * it, opens another, finds the long-lived objects and unwraps material again.
 *
 * What is closed when. Never anything that a call may be in on another thread: some modules crash the process then. A session that is
 * lent is closed by whoever gives it back. The holders, on whose keys all those calls work, are closed when the last of them has
 * ended, however long the pool is closed by then. A key in such a call is *pinned*, and destroyed when the last pin is out.
 */

import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { persist } from "./persist";
import { isReturnValue } from "./return-values";
import { signIn } from "./sign-in";

export class SessionPool {
  readonly holder: Handle;
  readonly #pairHolder: Handle;
  readonly #idle: Handle[] = [];
  #pairQueue: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** Sessions that are lent and keys on their way into a holder: calls that may be in the module on another thread. */
  #users = 0;
  readonly #pins = new Map<string, number>();
  /** Pinned keys that are to be destroyed. */
  readonly #doomed = new Set<string>();
  readonly #module: PKCS11;
  readonly #slot: Handle;
  #work: Handle;

  /** @throws TokenStartError when the PIN is refused; the module's error when a session cannot be opened. Nothing stays open then. */
  constructor(module: PKCS11, slot: Handle, pin: string) {
    this.#module = module;
    this.#slot = slot;
    this.holder = this.#open();
    try {
      signIn(module, slot, this.holder, pin);
      this.#work = this.#open();
      this.#pairHolder = this.#open();
    } catch (error) {
      // With the last session the application is signed out.
      this.#closeAll();
      throw error;
    }
  }

  /** The session that runs operations. Ask each time: it changes. */
  get work(): Handle {
    return this.#work;
  }

  /** Throws the work session away, with all that was made on it, and opens another. */
  replaceWork(): void {
    if (this.#closed) throw new Error("the sessions are closed");
    const old = this.#work;
    this.#work = this.#open();
    this.#close(old);
  }

  /** Whether handles made through this pool are still good. */
  get isOpen(): boolean {
    return !this.#closed;
  }

  /** Asks for the sessions that own handles. @throws the module's error when one is gone */
  requireHolders(): void {
    for (const session of [this.holder, this.#pairHolder]) this.#module.C_GetSessionInfo(session);
  }

  /** Lends a session for one operation on a thread of its own; after an error it is thrown away, and those that wait idle with it. */
  async lend<T>(use: (session: Handle) => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      const session = this.#idle.pop() ?? this.#open();
      try {
        const result = await use(session);
        if (this.#closed) this.#close(session);
        else this.#idle.push(session);
        return result;
      } catch (error) {
        for (const doubtful of [session, ...this.#idle.splice(0)]) this.#close(doubtful);
        throw error;
      }
    } finally {
      this.#leave();
    }
  }

  /** Runs `make` on the holder of key pairs, after whoever came before; what it makes lives as long as the pool. */
  holdPair(make: (session: Handle) => Promise<Handle>): Promise<Handle> {
    this.#users += 1;
    const made = this.#pairQueue
      .then(() => {
        if (this.#closed) throw new Error("the sessions are closed");
        return make(this.#pairHolder);
      })
      .finally(() => this.#leave());
    this.#pairQueue = made.catch(() => undefined);
    return made;
  }

  /** Keeps a key from being destroyed while `use` runs. */
  async pinned<T>(key: Handle, use: () => Promise<T>): Promise<T> {
    const name = key.toString("hex");
    this.#pins.set(name, (this.#pins.get(name) ?? 0) + 1);
    try {
      return await use();
    } finally {
      const left = (this.#pins.get(name) ?? 1) - 1;
      if (left > 0) this.#pins.set(name, left);
      else {
        this.#pins.delete(name);
        if (this.#doomed.delete(name)) this.destroy(key);
      }
    }
  }

  /** Whether a call is in this key on another thread. */
  isPinned(key: Handle): boolean {
    return this.#pins.has(key.toString("hex"));
  }

  /** Destroys a key that a holder owns, once no call is in it. Never fails: a handle that is gone already is what was wanted. */
  destroy(key: Handle): void {
    const name = key.toString("hex");
    if (this.#pins.has(name)) this.#doomed.add(name);
    // With the holders of a closed pool go all their keys.
    else if (!this.#closed) this.#end(() => this.#module.C_DestroyObject(this.#work, key));
  }

  /** Closes all sessions, each as soon as no call is in it or on its keys; errors are of no interest any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const session of this.#idle.splice(0)) this.#close(session);
    if (this.#users === 0) this.#closeAll();
  }

  #leave(): void {
    this.#users -= 1;
    if (this.#closed && this.#users === 0) this.#closeAll();
  }

  #closeAll(): void {
    for (const session of [this.#work, this.#pairHolder, this.holder]) if (session !== undefined) this.#close(session);
  }

  #open(): Handle {
    return persist(() => this.#module.C_OpenSession(this.#slot, pkcs11js.CKF_SERIAL_SESSION));
  }

  #close(session: Handle): void {
    this.#end(() => this.#module.C_CloseSession(session));
  }

  /** What stays open keeps what it owns in the token, so one error is not taken for an answer. */
  #end(call: () => void): void {
    try {
      persist(call, (error) => isReturnValue(error, ...GONE));
    } catch {
      // It is gone already, which is what was wanted, or went with the token.
    }
  }
}

const GONE = [
  pkcs11js.CKR_SESSION_CLOSED,
  pkcs11js.CKR_CRYPTOKI_NOT_INITIALIZED,
  pkcs11js.CKR_DEVICE_REMOVED,
  pkcs11js.CKR_TOKEN_NOT_PRESENT,
];
