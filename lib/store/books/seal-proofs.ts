/** Whether seals are the token's, remembering what it has said, so that it is asked once for each and once for those that were made together. */
import { hash, timingSafeEqual } from "node:crypto";
import { Recent } from "../hot/recent";
import { sealedBytes } from "./book-rows";
import { authenticatedBy } from "./seal-tree";

/** Makes the seal's MAC in the token: 32 bytes. @throws KmsError `unavailable` */
export type MakeSeal = (data: Buffer) => Buffer;

/** About 200 bytes each. */
const MAX_AUTHENTIC = 100_000;
const MAX_ROOTS = 10_000;
/** A root with what it begins with is shorter, in bytes, and a book is longer. */
const SHORT = 50;

/** @param mac hex */
type Claim = { readonly book: string; readonly number: string; readonly rows: string; readonly mac: string };

export class SealProofs {
  readonly #makeSeal: MakeSeal;
  /** What the token has authenticated, by book: the seal with the digest of what it says. */
  readonly #authentic = new Recent<string>(MAX_AUTHENTIC);
  /** MACs of roots of trees that the token has made. */
  readonly #roots = new Recent<Buffer>(MAX_ROOTS);

  constructor(makeSeal: MakeSeal) {
    this.#makeSeal = makeSeal;
  }

  /** @param isKept whether it is asked about again @throws KmsError `unavailable` */
  isAuthentic({ book, number, rows, mac }: Claim, isKept: boolean): boolean {
    const bytes = sealedBytes(book, number, rows);
    const known = this.#authentic.find(book);
    if (known !== undefined && known === witness(bytes, mac)) return true;
    const by = authenticatedBy(bytes, Buffer.from(mac, "hex"));
    if (by === null || !this.#isMac(by.data, by.mac)) return false;
    if (isKept) this.keep(book, bytes, mac);
    return true;
  }

  /** @param bytes what the seal authenticates · @param mac hex */
  keep(book: string, bytes: Buffer, mac: string): void {
    this.#authentic.keep(book, witness(bytes, mac));
  }

  clear(): void {
    this.#authentic.clear();
    this.#roots.clear();
  }

  /** Of books that were sealed together the token is asked once. */
  #isMac(data: Buffer, mac: Buffer): boolean {
    const name = data.toString("latin1");
    const known = data.length < SHORT ? this.#roots.find(name) : undefined;
    const expected = known ?? this.#makeSeal(data);
    const isOurs = timingSafeEqual(expected, mac);
    if (isOurs && known === undefined && data.length < SHORT) this.#roots.keep(name, expected);
    return isOurs;
  }
}

function witness(bytes: Buffer, mac: string): string {
  return `${mac}${hash("sha256", bytes, "base64")}`;
}
