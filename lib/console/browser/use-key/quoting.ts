/**
 * A text as a literal of the language that a line is written in. Invariant: whatever the text holds, the literal is that text and nothing
 * else; `commands/sh-word.ts` does the same for the shell.
 */

/**
 * Between double quotes, with the escapes of JSON: a string of JSON, YAML 1.2, JavaScript and Python. Go takes it too, but for half of a
 * surrogate pair, which it refuses to compile.
 */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** HCL knows no escapes of its own for these two, and has templates, which begin so; an escape begins none. */
const IN_HCL: Readonly<Record<string, string>> = { "\\b": "\\u0008", "\\f": "\\u000c", "${": "$\\u007b", "%{": "%\\u007b" };

/** A string of HCL, as Terraform reads it. */
export function hclText(text: string): string {
  return quoted(text).replace(/\\.|[$%]\{/g, (part) => IN_HCL[part] ?? part);
}
