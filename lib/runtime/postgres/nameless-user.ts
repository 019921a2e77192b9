/**
 * A user that the system has no name for, as where a container platform chooses a number. `initdb` insists on a name and has no option
 * for it, so a small library that the set-up compiled tells it one; it answers for this user only, and only where nobody else does.
 */
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { StartError } from "#lib/base/start-error";
import { productRoot } from "../processes/product-files";

/** @returns environment variables for `initdb`; none when the user has a name. @throws StartError when there is no such library */
export function namelessEnvironment(): NodeJS.ProcessEnv | Record<string, never> {
  if (process.platform !== "linux" || hasName()) return {};
  const library = join(productRoot(), "dist", "passwd-entry.so");
  if (existsSync(library)) return { LD_PRELOAD: library } as unknown as NodeJS.ProcessEnv;
  throw new StartError(
    `The user ${process.getuid?.()} has no name here, which the embedded database needs once: run "node scripts/setup.mjs" where there is a C compiler, add the user to /etc/passwd, or set DATABASE_URL.`,
  );
}

function hasName(): boolean {
  try {
    return userInfo().username !== "";
  } catch {
    return false;
  }
}
