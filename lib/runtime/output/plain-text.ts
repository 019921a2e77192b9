/**
 * Text that somebody else wrote (a library, a crash, a client by way of either), made fit for a line of the log.
 * Invariant: it is short, holds no escape sequence of a terminal, and nothing that looks like a secret.
 */

const LONGEST = 2_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the sequences that are taken away
const TERMINAL_SEQUENCES = /\u001b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)?|[@-_])/g;
/** What follows such a word and a colon or an equals sign is not shown. */
const NAMED_SECRETS =
  /((?:authorization|cookie|password|passwd|passphrase|secret|credential|token|pin)["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"',;&}]{1,500}/gi;
const URL_PASSWORDS = /(:\/\/[^\s/:@]{0,100}):[^\s/@]{1,200}@/g;
/** JSON Web Tokens, also encrypted ones: three or five parts. */
const WEB_TOKENS = /\beyJ[\w-]{5,4000}(?:\.[\w-]{0,4000}){2,4}/g;
const PEM_BLOCKS = /-----BEGIN [A-Z ]{1,40}-----[\s\S]{0,10000}/g;

export function toPlainText(text: string): string {
  const shown = text.length > LONGEST * 5 ? text.slice(0, LONGEST * 5) : text;
  const clean = shown
    .replace(TERMINAL_SEQUENCES, "")
    .replace(PEM_BLOCKS, "[redacted]")
    .replace(WEB_TOKENS, "[redacted]")
    .replace(URL_PASSWORDS, "$1:[redacted]@")
    .replace(NAMED_SECRETS, "$1[redacted]")
    .trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}… (${text.length} characters)` : clean;
}
