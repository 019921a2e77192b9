/** Why the token cannot be used from the start. Invariant: the message is one sentence that says what to do, and holds no PIN. */
export class TokenStartError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "TokenStartError";
  }
}

/** The token is not seen, a key is missing or there twice, or the token does not answer well: may pass by itself while another process initialises the same token or signs in to it. */
export class UnsettledTokenError extends TokenStartError {}

/** The token refuses the PIN. Whoever tries the same one again brings it nearer to being locked. */
export class PinRefusedError extends TokenStartError {}
