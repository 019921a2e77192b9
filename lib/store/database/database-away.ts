/** That nobody should be asked now. */

/** Refused because the database is known not to answer, or not to be the one to ask. It looks like a socket that timed out, so that the database client takes it for that. */
export class DatabaseAway extends Error {
  override readonly name = "DatabaseAway";
  readonly code = "ETIMEDOUT";
  readonly errno = -110;
  readonly syscall = "connect";

  constructor(message = "the database does not answer", options?: ErrorOptions) {
    super(message, options);
  }
}
