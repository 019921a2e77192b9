/** The word by which the sign-in page is told that the password is right, and what has to be shown beside it. */

export type SecondFactorMethod = "totp" | "passkey";

const WORD = "SecondFactor";
const METHODS: readonly SecondFactorMethod[] = ["totp", "passkey"];

/** @param methods as the API names them; what is not known here is left out */
export function secondFactorError(methods: readonly string[]): string {
  return [WORD, ...METHODS.filter((method) => methods.includes(method))].join(" ");
}

/** @returns what would do, or null where the error is another */
export function readSecondFactorError(error: string | null | undefined): readonly SecondFactorMethod[] | null {
  const [word, ...methods] = (error ?? "").split(" ");
  return word === WORD ? METHODS.filter((method) => methods.includes(method)) : null;
}
