/** A map that forgets what has not been used for longest. Invariant: nothing that it does takes longer the more it holds. */
export class Recent<V> {
  readonly #max: number;
  readonly #entries = new Map<string, { readonly value: V; readonly group: string }>();
  readonly #groups = new Map<string, Set<string>>();
  /** The one used last, which need not be moved to the end. */
  #newest = "";

  constructor(max: number) {
    this.#max = max;
  }

  find(name: string): V | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (name !== this.#newest) {
      this.#entries.delete(name);
      this.#entries.set(name, entry);
      this.#newest = name;
    }
    return entry.value;
  }

  /** @param group with which it may be forgotten; "" for none */
  keep(name: string, value: V, group = ""): void {
    this.forget(name);
    this.#entries.set(name, { value, group });
    this.#newest = name;
    if (group !== "") {
      const names = this.#groups.get(group);
      if (names === undefined) this.#groups.set(group, new Set([name]));
      else names.add(name);
    }
    if (this.#entries.size > this.#max) this.forget(this.#entries.keys().next().value as string);
  }

  forget(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    const names = this.#groups.get(entry.group);
    names?.delete(name);
    if (names?.size === 0) this.#groups.delete(entry.group);
  }

  forgetGroup(group: string): void {
    for (const name of [...(this.#groups.get(group) ?? [])]) this.forget(name);
  }

  clear(): void {
    this.#entries.clear();
    this.#groups.clear();
  }
}
