/** Text in the lines of a POSIX shell. */

/** A text as one word that the shell reads as it stands: nothing in it expands, ends the word or begins a command. */
export function shWord(text: string): string {
  return /^[\w./:+,@%-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A file's name as one word, which is no option either. */
export function shFile(name: string): string {
  return shWord(name.startsWith("-") ? `./${name}` : name);
}
