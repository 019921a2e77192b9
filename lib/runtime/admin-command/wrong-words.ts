/** What is wrong with the words, "" where none say what is wanted; `isPlain` where it says all that helps, and the usage would bury it. */
export type WrongWords = { readonly wrong: string; readonly isPlain?: true };
