import { escapeMarks } from "#lib/domain/text";

/**
 * What somebody else chose, as text and nothing more: control marks and marks that turn the direction of writing are spelled out, and
 * letters that run from right to left turn nothing around them.
 */
export function Inert({ text, className }: { text: string; className?: string }) {
  return <bdi className={className}>{escapeMarks(text)}</bdi>;
}
