/**
 * The sessions of one worker on one token. Three rules:
 *
 * Who logs in. The pool does, once, on its first session, when it is opened. A sign-in belongs to the application and the token,
 * not to a session (PKCS#11 v2.40 §5.6), so every later session is signed in already; "already logged in" is therefore no error.
 * Nobody calls C_Logout: it would sign out every other part of this process. Closing the last session signs out by itself.
 *
 * How many sessions. Two, both read-only, so that a running worker cannot write to the token. The *holder* owns the unwrapped key
 * material: session objects die with the session that made them (§5.6), so nothing that can fail half-way runs on it. The *work*
 * session runs every cryptographic operation. One is enough because calls are synchronous: a session runs one operation at a time
 * (§5.2), and synchronous code never interleaves. Whatever is made on it (message keys, a key on its way to being wrapped) goes
 * with it.
 *
 * What happens when it runs out or the token is pulled. There is no queue, so there is nothing to wait for: a session that cannot
 * be opened is an error at once. After any unexpected error the work session may be stuck in an active operation, so it is thrown
 * away and replaced; handles on the holder live on. When the holder or the token is gone, the pool is of no use: its owner closes
 * it, opens another, finds the long-lived objects and unwraps material again.
 */

import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { signIn } from "./sign-in";

export class SessionPool {
  readonly holder: Handle;
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
    } catch (error) {
      this.#close(this.holder);
      throw error;
    }
  }

  /** The session that runs operations. Ask each time: it changes. */
  get work(): Handle {
    return this.#work;
  }

  /** Throws the work session away, with all that was made on it, and opens another. */
  replaceWork(): void {
    this.#close(this.#work);
    this.#work = this.#open();
  }

  /** Closes both sessions; errors are of no interest any more. */
  close(): void {
    this.#close(this.#work);
    this.#close(this.holder);
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
