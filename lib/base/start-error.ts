/**
 * A refusal to start, for the person at the terminal: one sentence with the cause and what to do.
 * It is printed without a stack trace, so its message must stand alone and may never hold a PIN or a password.
 */
export class StartError extends Error {
  override readonly name = "StartError";
}
