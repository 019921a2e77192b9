/** Passwords: argon2id with OWASP's first recommendation (19 MiB, 2 passes, 1 lane). A stored hash carries its own parameters. */
import { hash, verify } from "@node-rs/argon2";

/** The library's default algorithm is argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Longer input would only cost time; NIST SP 800-63B asks for at least 64 characters. */
export const PASSWORD_MAX_CHARACTERS = 1024;

/** A hash that no password has: checked for unknown users, so that they take as long as known ones. */
const NO_USER_HASH = hash(globalThis.crypto.randomUUID(), PARAMETERS);

/** @returns PHC string */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

/** Whether the password fits the hash; with no hash (unknown user, or one without a password) false, after the same work. */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (password.length > PASSWORD_MAX_CHARACTERS) return false;
  const fits = await verify(passwordHash || (await NO_USER_HASH), password);
  return fits && Boolean(passwordHash);
}
