/** Reads DER (X.690 §10) strictly, and writes it. Invariant: what is read is a view on the given bytes, so that wiping those wipes all. */
export const DER = { integer: 0x02, bitString: 0x03, octetString: 0x04, null: 0x05, oid: 0x06, sequence: 0x30 } as const;

export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Tag of the next element; null at the end. */
  get tag(): number | null {
    return this.#bytes[this.#at] ?? null;
  }

  /** Content of the next element. @throws RangeError when it has another tag, or no shortest length, or does not fit */
  read(tag: number): Uint8Array {
    if (this.tag !== tag) throw new RangeError("another element was expected");
    const first = this.#bytes[this.#at + 1] ?? 0x80;
    const lengthBytes = first < 0x80 ? 0 : first - 0x80;
    if (first === 0x80 || lengthBytes > 2) throw new RangeError("a length is not definite and short");
    let length = lengthBytes === 0 ? first : 0;
    for (let i = 0; i < lengthBytes; i += 1) length = length * 256 + (this.#bytes[this.#at + 2 + i] ?? 0);
    if (lengthBytes > 0 && length < (lengthBytes === 1 ? 0x80 : 0x100)) throw new RangeError("a length is not the shortest");
    const start = this.#at + 2 + lengthBytes;
    if (start + length > this.#bytes.length) throw new RangeError("an element is cut off");
    this.#at = start + length;
    return this.#bytes.subarray(start, start + length);
  }

  /** A reader of the next SEQUENCE. */
  sequence(): DerReader {
    return new DerReader(this.read(DER.sequence));
  }

  /** The next INTEGER, not negative, without its sign byte. @throws RangeError when it has not its shortest form */
  natural(): Uint8Array {
    const value = this.read(DER.integer);
    const [first, second] = value;
    if (first === undefined || first >= 0x80) throw new RangeError("a number is negative or empty");
    if (first !== 0 || value.length === 1) return value;
    if ((second ?? 0) < 0x80) throw new RangeError("a number is padded");
    return value.subarray(1);
  }

  /** @throws RangeError when something follows */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError("something follows the last element");
  }
}

/** An element in a buffer of its own. @param content at most 65,535 bytes together */
export function derElement(tag: number, ...content: Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255];
  // At once, so that no copy of a part stays anywhere else.
  return Buffer.concat([Buffer.of(tag, ...head), ...content]);
}
