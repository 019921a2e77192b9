/**
 * Gives a directory and all that is in it to a user, while whoever owned it may still be changing it.
 * Invariant: each file is opened first, without following a link, and looked at and given away by that handle; so a name that
 * is exchanged meanwhile changes nothing, and a file that has a second name elsewhere is never given away.
 */
import { chmodSync, chownSync, closeSync, constants, fstatSync, openSync, readdirSync } from "node:fs";
import { foreignFile } from "./checked-files";

/** Linux: a handle on the name itself, whatever it is, which opens nothing. Node.js has no name for it. */
export const O_PATH = 0x200000;

export type HandOver = {
  readonly uid: number;
  readonly gid: number;
  /** Whose files these may be until now. */
  readonly isExpected: (uid: number) => boolean;
  readonly modes?: { readonly file: number; readonly directory: number };
};

/**
 * Links, sockets and pipes are left as they are: they carry no content of ours.
 * The directory itself comes last, so that an interrupted hand-over is begun again.
 * @param path for messages
 * @throws StartError for a file of an unexpected user, or with a second name
 */
export function handOverTree(path: string, rule: HandOver, at: string = path): void {
  const handle = openSync(at, O_PATH | constants.O_NOFOLLOW);
  try {
    const status = fstatSync(handle);
    if (!status.isFile() && !status.isDirectory()) return;
    if (status.uid !== rule.uid && !rule.isExpected(status.uid)) throw foreignFile(path, `belongs to another user (${status.uid})`);
    if (status.isFile() && status.nlink > 1) throw foreignFile(path, "has a second name elsewhere");
    const itself = `/proc/self/fd/${handle}`;
    if (status.isDirectory()) for (const name of readdirSync(itself)) handOverTree(`${path}/${name}`, rule, `${itself}/${name}`);
    if (status.uid !== rule.uid || status.gid !== rule.gid) chownSync(itself, rule.uid, rule.gid);
    if (rule.modes) chmodSync(itself, status.isFile() ? rule.modes.file : rule.modes.directory);
  } finally {
    closeSync(handle);
  }
}
