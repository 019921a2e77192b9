/** A database that this version must not be started on: one sentence for the person at the terminal, with what to do. */
export class DatabaseStartError extends Error {
  override readonly name = "DatabaseStartError";
}
