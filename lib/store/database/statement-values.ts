/** The values of a statement that is put together from parts: each is sent beside the text, never in it. */
export class StatementValues {
  readonly all: unknown[] = [];

  /** @returns the placeholder that stands for the value in the text */
  add(value: unknown): string {
    this.all.push(value);
    return `$${this.all.length}`;
  }
}
