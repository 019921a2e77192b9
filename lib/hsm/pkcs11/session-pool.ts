/**
 * The sessions of one worker on one token. Three rules:
 *
 * Who logs in. The pool does, once, on its first session, when it is opened. A sign-in belongs to the application and the token,
 * not to a session (PKCS#11 v2.40 §5.6), so every later session is signed in already; "already logged in" is therefore no error.
 * Nobody calls C_Logout: it would sign out every other part of this process. Closing the last session signs out by itself.
 *
 * How many sessions. All are read-only, so that a running worker cannot write to the token (but for the moment in which it makes or
 * destroys a domain key, on a session of that moment). Two *holders* own the unwrapped key
 * material, one the secret keys, one the key pairs: session objects die with the session that made them (§5.6), so nothing that
 * can fail half-way runs on a holder. The *work* session runs every synchronous operation. One is enough: a session runs one
 * operation at a time (§5.2), and synchronous code never interleaves. Whatever is made on it (message keys, a key on its way to
 * being wrapped) goes with it. An operation that runs on a thread of its own *borrows* a session meanwhile, for itself alone; how
 * many are lent at once is for the lanes of the connection to say. Private keys are unwrapped on their holder one after another.
 *
 * What happens when it runs out or the token is pulled. There is no queue here, so there is nothing to wait for: a session that
 * cannot be opened is an error at once. After any unexpected error a session may be stuck in an active operation, so it is thrown
 * away and replaced; handles on the holders live on. When a holder or the token is gone, the pool is of no use: its owner closes
 * it, opens another, finds the long-lived objects and unwraps material again. A session that is lent when the pool is closed is
 * closed when it comes back.
 */

import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { signIn } from "./sign-in";

export class SessionPool {
  readonly holder: Handle;
  readonly #pairHolder: Handle;
  readonly #idle: Handle[] = [];
  #pairQueue: Promise<unknown> = Promise.resolve();
  #closed = false;
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
    this.#close(this.#work);
    this.#work = this.#open();
  }

  /** Whether handles made through this pool are still good. */
  get isOpen(): boolean {
    return !this.#closed;
  }

  /** A session for one operation on a thread of its own; the borrower gives it back, or discards it after an error. */
  borrow(): Handle {
    return this.#idle.pop() ?? this.#open();
  }

  giveBack(session: Handle): void {
    if (this.#closed) this.#close(session);
    else this.#idle.push(session);
  }

  discard(session: Handle): void {
    this.#close(session);
  }

  /** Runs `make` on the holder of key pairs, after whoever came before; what it makes lives as long as the pool. */
  holdPair(make: (session: Handle) => Promise<Handle>): Promise<Handle> {
    const made = this.#pairQueue.then(() => make(this.#pairHolder));
    this.#pairQueue = made.catch(() => undefined);
    return made;
  }

  /** Closes all sessions but those that are lent; errors are of no interest any more. */
  close(): void {
    this.#closed = true;
    this.#closeAll();
  }

  #closeAll(): void {
    for (const session of [...this.#idle.splice(0), this.#work, this.#pairHolder, this.holder]) {
      if (session !== undefined) this.#close(session);
    }
  }

  #open(): Handle {
    return this.#module.C_OpenSession(this.#slot, pkcs11js.CKF_SERIAL_SESSION);
  }

  #close(session: Handle): void {
    try {
      this.#module.C_CloseSession(session);
    } catch {
      // It is gone already, which is what was wanted.
    }
  }
}
