/** Switches an access key on or off, or describes it. One that is off signs nothing from the next request on. */
import { getAccessKey, updateAccessKey as updateRow } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";
import { accessKeyDetails } from "./access-key-details";

export const updateAccessKey: ProjectUseCase<"updateAccessKey"> = {
  subject: "account",
  async run({ access, isEnabled, description }, context) {
    const change = { ...(isEnabled !== undefined && { isEnabled }), ...(description !== undefined && { description }) };
    // What changes nothing is no change, so that it may be asked again and again.
    if (Object.keys(change).length === 0) return { accessKey: await getAccessKey(context.store, context.caller.accountId, access) };
    const accessKey = await context.commit(
      (tx) => updateRow(tx, context.caller.accountId, access, change),
      (key) => ({ details: accessKeyDetails(key) }),
    );
    return { accessKey };
  },
};
