/** Switches an access key on or off, or describes it. One that is off signs nothing from the next request on. */
import { updateAccessKey as updateRow } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";
import { toWire } from "./to-wire";

export const updateAccessKey: ProjectUseCase<"updateAccessKey"> = {
  subject: "account",
  async run({ access_key: access, credential: { status, description } }, context) {
    const change = { ...(status !== undefined && { enabled: status === "active" }), ...(description !== undefined && { description }) };
    const changed = await context.commit(
      (tx) => updateRow(tx, context.caller.accountId, access, change),
      (row) => ({ details: { userId: row.userId, ...(status !== undefined && { status }) } }),
    );
    return { credential: toWire(changed) };
  },
};
