/** The token that a call is about. Invariant: to anybody but its user a token does not exist. */
import { KmsError } from "#lib/domain/errors";
import { findToken, type TokenRecord } from "#lib/store/identity/tokens";
import type { Context } from "../../use-case";

/** @param hash SHA-256 of the token; null for what cannot be one. @throws KmsError `tokenNotFound` */
export async function requireOwnToken({ store, caller, now }: Context, hash: Uint8Array | null): Promise<TokenRecord> {
  const token = hash === null ? null : await findToken(store, Buffer.from(hash), now());
  if (token === null || token.userId !== caller.userId) throw new KmsError("tokenNotFound");
  return token;
}
