/** Signs a user out: the token and every token exchanged from it are gone, in one transaction with the trace. */
import type { RequestOrigin } from "#lib/domain/caller";
import { deleteToken, type TokenRecord } from "#lib/store/identity/tokens";
import { insertTrace } from "#lib/store/traces/traces";
import { type IamTools, toIamTrace } from "./iam-trace";

/** @param token one of the caller's own */
export async function revokeToken(tools: IamTools, token: TokenRecord, origin: RequestOrigin): Promise<void> {
  await tools.store.transact(async (tx) => {
    await deleteToken(tx, token.id);
    await insertTrace(tx, toIamTrace(tools, "deleteToken", token, token.project?.id ?? null, origin, { scope: token.scope }, null));
  });
}
