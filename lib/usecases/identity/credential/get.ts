/** Shows an access key of the caller's account; its secret is not to be had again. */
import { getAccessKey as getRow } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";

export const getAccessKey: ProjectUseCase<"getAccessKey"> = {
  subject: "account",
  run: async ({ access }, { store, caller }) => ({ accessKey: await getRow(store, caller.accountId, access) }),
};
