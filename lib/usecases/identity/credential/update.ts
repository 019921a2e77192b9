/** Switches an access key on or off, or describes it. One that is off signs nothing from the next request on. */
import { getAccessKey, updateAccessKey as updateRow } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";
import { accessKeyDetails } from "./access-key-details";

export const updateAccessKey: ProjectUseCase<"updateAccessKey"> = {
  subject: "account",
  async run({ access, isEnabled, description }, context) {
    const change = { ...(isEnabled !== undefined && { isEnabled }), ...(description !== undefined && { description }) };
    const { accountId } = context.caller;
    // Nothing to change is no mistake: clients send it, and its trace says what is.
    const isChange = Object.keys(change).length > 0;
    const accessKey = await context.commit(
      (tx) => (isChange ? updateRow(tx, accountId, access, change) : getAccessKey({ prisma: tx }, accountId, access)),
      (key) => ({ details: accessKeyDetails(key) }),
    );
    return { accessKey };
  },
};
