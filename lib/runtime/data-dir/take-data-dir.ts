/** Takes a data directory for this process: makes it, locks it, and gives what is in it to the users of the parts. */

import { gatherStaff, type Staff } from "../users/staff";
import { prepareDataDir } from "./data-dir";
import { lockDataDir } from "./data-dir-lock";
import { secureDataDir } from "./secure-data-dir";

/**
 * @param path need not exist
 * @throws StartError when it is not ours, another product holds it, or root has no users for its parts
 */
export async function takeDataDir(path: string): Promise<Staff> {
  const dataDir = prepareDataDir(path);
  lockDataDir(dataDir);
  const staff = await gatherStaff(dataDir);
  await secureDataDir(staff);
  return staff;
}
