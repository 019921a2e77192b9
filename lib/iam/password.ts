/** Passwords: argon2id with OWASP's first recommendation (19 MiB, 2 passes, 1 lane). A stored hash carries its own parameters. */
import { hash, verify } from "@node-rs/argon2";

/** The library's default algorithm is argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Whoever owns the database may write any hash, and a sign-in looks at it before the row is verified. */
const MOST = { memoryCost: 65_536, timeCost: 8, parallelism: 4 } as const;

/** Longer input would only cost time; NIST SP 800-63B asks for at least 64 characters. */
export const PASSWORD_MAX_CHARACTERS = 1024;

/** A hash that no password has: checked for unknown users, so that they take as long as known ones. */
const NO_USER_HASH = hash(globalThis.crypto.randomUUID(), PARAMETERS);

/** @returns PHC string */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

/**
 * Whether the password fits the hash; with no hash (unknown user, or one without a password), and with one that the product cannot have
 * written, false, after the same work.
 */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (password.length > PASSWORD_MAX_CHARACTERS) return false;
  const noUser = await NO_USER_HASH;
  const known = passwordHash !== null && isReadable(passwordHash) ? passwordHash : noUser;
  // What looks like a hash may be none all the same.
  const fits = await verify(known, password).catch(() => verify(noUser, password));
  return fits && known !== noUser;
}

/** Whether it is an argon2id hash that takes no more memory and time than a future version of the product might ask for. */
function isReadable(passwordHash: string): boolean {
  const [, memory, time, lanes] = /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d)\$/.exec(passwordHash) ?? [];
  return Number(memory) <= MOST.memoryCost && Number(time) <= MOST.timeCost && Number(lanes) <= MOST.parallelism;
}
