/** Shows an access key of the caller's account; its secret is not to be had again. */
import { getAccessKey as getRow } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";
import { toWire } from "./to-wire";

export const getAccessKey: ProjectUseCase<"getAccessKey"> = {
  subject: "account",
  run: async (input, { store, caller }) => ({ credential: toWire(await getRow(store, caller.accountId, input.access_key)) }),
};
