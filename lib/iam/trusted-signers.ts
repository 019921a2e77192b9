/**
 * What a process knows of those who sign with an access key from a network. Invariants: who signed well here costs no write, and a wrong
 * signature ends that at once, so that the next one is counted before it is looked at; those who are not known here are looked at one
 * after the other, so that many good ones at once do not use up each other's tries; and the memory is bounded.
 */
const SIGNERS_MAX = 10_000;
/** For so long somebody who must wait is not asked about again, in ms. */
const REST_MS = 1_000;

export class TrustedSigners {
  readonly #trusted = new Map<string, true>();
  /** Who must wait, and until when that is known, epoch ms. */
  readonly #resting = new Map<string, number>();
  readonly #turns = new Map<string, Promise<unknown>>();

  /** @param signer see `signerKey` */
  has(signer: string): boolean {
    return this.#trusted.has(signer);
  }

  trust(signer: string): void {
    keep(this.#trusted, signer, true);
  }

  distrust(signer: string): void {
    this.#trusted.delete(signer);
  }

  rest(signer: string, now: Date): void {
    keep(this.#resting, signer, now.getTime() + REST_MS);
  }

  isResting(signer: string, now: Date): boolean {
    const until = this.#resting.get(signer) ?? 0;
    return now.getTime() < until && until - now.getTime() <= REST_MS;
  }

  /** Runs it when those of the same signer who came before are done. */
  inTurn<T>(signer: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(signer) ?? Promise.resolve();
    const own = before.then(work);
    const done = own.then(
      () => {},
      () => {},
    );
    this.#turns.set(signer, done);
    void done.then(() => {
      if (this.#turns.get(signer) === done) this.#turns.delete(signer);
    });
    return own;
  }
}

export function signerKey(access: string, network: string): string {
  return `${access} ${network}`;
}

function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > SIGNERS_MAX) map.delete(map.keys().next().value as string);
}
