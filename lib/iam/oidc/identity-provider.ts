/**
 * The identity provider that the operator has named: whom its ID tokens are about. Invariants: a token that is not proven is one refusal
 * whatever is wrong with it, and the log alone is told what; and nothing at start depends on the provider.
 */
import { KmsError } from "#lib/domain/errors";
import { type ClaimNames, type ProviderIdentity, readClaims } from "./claims";
import { proveIdToken } from "./id-token";
import { IssuerKeys } from "./issuer-keys";

export type IdentityProvider = {
  /** Name of the account whose users and groups its claims name. */
  readonly accountName: string;
  /**
   * @param nonce compared where it is given
   * @returns null for an ID token that is refused
   * @throws KmsError `identityProviderUnavailable`
   */
  prove(idToken: string, nonce: string | undefined, now: Date): Promise<ProviderIdentity | null>;
  /** Tells the log why somebody may not sign in whose ID token is proven. */
  explain(reason: string): void;
};

export type ProviderSettings = ClaimNames & { readonly issuer: string; readonly clientId: string };

type Log = { readonly debug: (fields: object, text: string) => void; readonly warn: (fields: object, text: string) => void };

/** @param now ms, of a clock that does not jump */
export function openIdentityProvider(settings: ProviderSettings, accountName: string, log: Log, now: () => number): IdentityProvider {
  const { issuer, clientId } = settings;
  const onFailure = (err: unknown) => log.warn({ err, issuer }, "the keys of the OpenID Connect issuer could not be fetched");
  const keys = new IssuerKeys(issuer, { now, onFailure });
  const explain = (reason: string) => log.debug({ reason }, "an ID token was refused");
  return {
    accountName,
    explain,
    async prove(idToken, nonce, at) {
      try {
        return readClaims(await proveIdToken(idToken, keys.find, { issuer, clientId, nonce, now: at }), settings, at);
      } catch (err) {
        if (err instanceof KmsError) throw err;
        // Not the error itself: that of a reader may repeat what it could not read.
        explain(err instanceof Error ? err.message : "");
        return null;
      }
    },
  };
}
