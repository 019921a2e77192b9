/** As root the product's workers are a user of their own, who must be given what an operator's token consists of. */
import { execFileSync } from "node:child_process";
import { prepareAccounts } from "#lib/runtime/users/accounts";

/** Gives directories and all that is in them to the workers' user; does nothing where everything runs as one user. */
export async function giveToWorkers(...directories: string[]): Promise<void> {
  const workers = (await prepareAccounts())?.worker;
  if (workers) execFileSync("chown", ["-R", `${workers.uid}:${workers.gid}`, ...directories]);
}
