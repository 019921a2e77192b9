/** Reads a file line by line in large pieces: it may be larger than memory, and has millions of lines. */
import { readSync } from "node:fs";
import { Unverified } from "./encoding";

const PIECE_BYTES = 4 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * @param file descriptor
 * @param take gets each line without its newline; the bytes are another line's afterwards
 * @param mostBytes the longest line
 * @throws Unverified where a line is longer, or the last has no newline
 */
export function readLines(file: number, take: (line: Buffer) => void, mostBytes: number): void {
  const piece = Buffer.allocUnsafe(PIECE_BYTES + mostBytes);
  let kept = 0;
  let line = 0;
  for (;;) {
    const end = kept + readSync(file, piece, kept, PIECE_BYTES, null);
    if (end === kept) break;
    let start = 0;
    for (let next = piece.indexOf(NEWLINE, kept); next >= 0 && next < end; next = piece.indexOf(NEWLINE, start)) {
      line++;
      if (next - start > mostBytes) throw new Unverified(`line ${line} is longer than ${mostBytes} bytes`);
      take(piece.subarray(start, next));
      start = next + 1;
    }
    piece.copyWithin(0, start, end);
    kept = end - start;
    if (kept > mostBytes) throw new Unverified(`line ${line + 1} is longer than ${mostBytes} bytes`);
  }
  if (kept > 0) throw new Unverified(`the file was cut off in the middle of line ${line + 1}`);
}
