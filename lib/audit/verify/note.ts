/** Signed notes (c2sp.org/signed-note): a text, an empty line, and who signed it. What is verified is what was received, byte by byte. */
import { fromBase64, fromUtf8, Unverified } from "./encoding";

/** Checkpoints are some hundred bytes and a signature about as many; post-quantum ones of witnesses are nearly 5 kB. */
const MOST_NOTE_BYTES = 512 * 1024;
const MOST_SIGNATURES = 64;
const KEY_ID_BYTES = 4;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a note must not contain
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;
const SIGNATURE = /^\u2014 ([^\p{White_Space}+]+) ([A-Za-z0-9+/=]+)$/u;

export type NoteSignature = {
  readonly name: string;
  /** Four bytes, as hex. */
  readonly keyId: string;
  readonly bytes: Buffer;
};

export type Note = {
  /** What was signed, with its last newline. */
  readonly body: Buffer;
  readonly signatures: readonly NoteSignature[];
};

/** A key that is trusted for something. Several keys may share name and ID. */
export type NoteKey = {
  readonly name: string;
  /** Four bytes, as hex. */
  readonly keyId: string;
  readonly verify: (body: Buffer, signature: Buffer) => boolean;
};

/** @throws Unverified where the bytes are no note; who signed it is not looked at */
export function parseNote(bytes: Uint8Array): Note {
  if (bytes.length > MOST_NOTE_BYTES) throw new Unverified(`a note is at most ${MOST_NOTE_BYTES} bytes long`);
  const text = fromUtf8(bytes);
  if (text === null) throw new Unverified("a note is UTF-8");
  if (CONTROL.test(text)) throw new Unverified("a note has no control characters but newlines");
  const received = Buffer.from(bytes);
  const end = received.lastIndexOf("\n\n");
  if (end < 1 || !text.endsWith("\n")) throw new Unverified("a note is a text, an empty line and lines of signatures");
  const lines = received.toString("utf8", end + 2, received.length - 1).split("\n", MOST_SIGNATURES + 1);
  if (lines.length > MOST_SIGNATURES) throw new Unverified(`a note has at most ${MOST_SIGNATURES} signatures`);
  return { body: received.subarray(0, end + 1), signatures: lines.map(parseSignature) };
}

/**
 * Who of these keys signed the note. Signatures of others are ignored, also where they share the name or the ID with one of these.
 *
 * @throws Unverified where a signature by the name and ID of one of the keys is not of any that has them: then nothing of the note counts
 */
export function signersOf<Key extends NoteKey>({ body, signatures }: Note, keys: readonly Key[]): Key[] {
  const signers = new Set<Key>();
  for (const { name, keyId, bytes } of signatures) {
    const known = keys.filter((key) => key.name === name && key.keyId === keyId);
    const signer = known.find((key) => key.verify(body, bytes));
    if (signer !== undefined) signers.add(signer);
    else if (known.length > 0) throw new Unverified(`the signature of ${name} is not by its key`);
  }
  return [...signers];
}

/** The line of a note that holds a signature, with its newline. @param keyId four bytes, as hex */
export function formatSignature({ name, keyId, bytes }: NoteSignature): string {
  return `\u2014 ${name} ${Buffer.concat([Buffer.from(keyId, "hex"), bytes]).toString("base64")}\n`;
}

function parseSignature(line: string): NoteSignature {
  const [, name = "", encoded = ""] = SIGNATURE.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (bytes === null || bytes.length <= KEY_ID_BYTES) throw new Unverified("a line of a note's signatures is not one");
  return { name, keyId: bytes.toString("hex", 0, KEY_ID_BYTES), bytes: bytes.subarray(KEY_ID_BYTES) };
}
