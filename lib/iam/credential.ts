/** What a request shows to say who calls: a token, or a signature made with an access key. Nothing of it is believed yet. */

export type Credential =
  /** SHA-256 of the token, 32 bytes. */
  { readonly kind: "token"; readonly hash: Buffer } | SignatureCredential;

/** A request signed with an access key (api-reference §1.4), read but not verified. */
export type SignatureCredential = {
  readonly kind: "signature";
  /** Names the access key: 20 capital letters and digits. */
  readonly accessKey: string;
  /** Project and account that the request claims for itself (`X-Project-Id`, `X-Domain-Id`), signed or not; null where it claims none. */
  readonly claimedProjectId: string | null;
  readonly claimedAccountId: string | null;
  /** Whether this secret made the signature, compared in constant time; the secret's bytes are not kept. */
  readonly isSignedWith: (secret: Uint8Array) => boolean;
};
