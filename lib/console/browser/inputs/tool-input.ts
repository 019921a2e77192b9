/** What may be put into the Tool, and what is read from a file. Limits are those of the operations. */
import { DATA_MAX_BYTES } from "#lib/domain/frame";
import { isWellFormed, utf8ByteCount } from "#lib/domain/text";
import { fileWords } from "../../words/file-words";
import { toolWords } from "../../words/tool-words";

export type ToolMode = "encrypt" | "decrypt";

/** More than the longest ciphertext with line breaks in it. */
const CIPHERTEXT_FILE_MAX_BYTES = 16_384;

/** Why the text cannot be sent; null where it can. @param limit bytes that can be encrypted */
export function inputRefusal(mode: ToolMode, text: string, limit = DATA_MAX_BYTES): string | null {
  if (mode === "decrypt") return text.trim() === "" ? toolWords.empty : null;
  if (text === "") return toolWords.empty;
  if (!isWellFormed(text)) return toolWords.malformed;
  const over = utf8ByteCount(text) - limit;
  return over > 0 ? toolWords.tooLong(over, limit) : null;
}

/** Why a file cannot be encrypted as it is; null where it can. @param size its bytes; null where none is chosen */
export function fileRefusal(size: number | null, limit = DATA_MAX_BYTES): string | null {
  if (size === null) return toolWords.fileMissing;
  if (size === 0) return toolWords.fileEmpty;
  return size > limit ? toolWords.fileOver(size, limit) : null;
}

/** The refusal that is worth an error on the field while it is being filled: an empty field is not one. */
export function typingError(mode: ToolMode, text: string, limit = DATA_MAX_BYTES): string | null {
  return text === "" ? null : inputRefusal(mode, text, limit);
}

/** Ciphertext is often wrapped over lines when it travels. */
export function toWireCiphertext(text: string): string {
  return text.replaceAll(/\s+/g, "");
}

/**
 * Reads a text file without changing a byte of it: no line end is converted and a byte order mark stays.
 * @throws Error with a sentence to show when it is too long or not UTF-8
 */
export async function readTextFile(file: File, mode: ToolMode, limit = DATA_MAX_BYTES): Promise<string> {
  if (file.size > (mode === "encrypt" ? limit : CIPHERTEXT_FILE_MAX_BYTES)) throw new Error(toolWords.fileTooLong);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(mode === "encrypt" ? toolWords.notText : toolWords.noCiphertext);
  }
}

/** What a file that was refused is answered with; for the `catch` of whatever reads one. */
export function toSentence(error: unknown): { readonly sentence: string } {
  return { sentence: error instanceof Error ? error.message : fileWords.unreadable };
}

export type ContextPair = { readonly id: number; readonly name: string; readonly value: string };

/** The pairs as the wire wants them; undefined for none; null when a name is empty or given twice. */
export function toContext(pairs: readonly ContextPair[]): Record<string, string> | undefined | null {
  if (pairs.length === 0) return undefined;
  const names = new Set(pairs.map((pair) => pair.name));
  if (names.size < pairs.length || names.has("")) return null;
  return Object.fromEntries(pairs.map((pair) => [pair.name, pair.value]));
}
