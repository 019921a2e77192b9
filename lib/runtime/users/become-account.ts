/**
 * How a child of root's becomes another user before its program begins.
 * Invariant: it keeps no capability and no group of root's. util-linux's `setpriv` also closes the ways back (the bounding set, and
 * programs that would give rights); it replaces itself by the program, so that number, signals and channel stay the same.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { StartError } from "#lib/base/start-error";
import type { Account } from "./accounts";

export type Becoming = {
  /** Command and arguments to put before the program's own. */
  readonly prefix: readonly string[];
  /** For `spawn`, where there is no prefix. */
  readonly credentials: { readonly uid?: number; readonly gid?: number };
};

const SETPRIV = ["/usr/bin/setpriv", "/bin/setpriv"].find((path) => existsSync(path));

/**
 * @param keepsOwnGroups whether it gets the further groups that the system's administrator gave that user, as for a device
 * @throws StartError when root may not become that user here
 */
export function howToBecome({ name, uid, gid }: Account, keepsOwnGroups: boolean): Becoming {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, keepsOwnGroups ? "--init-groups" : "--clear-groups", "--inh-caps=-all"];
  const ways: Becoming[] = [{ prefix: [], credentials: { uid, gid } }];
  if (SETPRIV) {
    const narrowed = [SETPRIV, ...identity, "--no-new-privs"];
    // A container may take away the right to narrow the bounding set.
    ways.unshift({ prefix: [...narrowed, "--bounding-set=-all"], credentials: {} }, { prefix: narrowed, credentials: {} });
  }
  const way = ways.find(({ prefix, credentials }) => {
    const [command = "", ...args] = [...prefix, "/bin/sh", "-c", "exit 0"];
    return spawnSync(command, args, { ...credentials, stdio: "ignore", cwd: "/" }).status === 0;
  });
  if (way) return way;
  throw new StartError(
    `Root may not become the user ${name} (${uid}) here: start as an ordinary user, or allow CAP_SETUID and CAP_SETGID.`,
  );
}
