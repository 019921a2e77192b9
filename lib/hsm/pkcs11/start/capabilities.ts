import type { WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";

/** What differs from token to token, as the probe found it. */
export type Capabilities = {
  /** Mechanism number of AES-KWP (RFC 5649). */
  readonly keyWrap: number;
  /** Whether the template of an unwrapped secret key says its length: some tokens need it, others refuse it. */
  readonly unwrapTakesValueLength: boolean;
  /** Whether the template of an unwrapped EC private key says its public point, as NSS needs it. */
  readonly ecUnwrapTakesPoint: boolean;
  /** Whether RSAES-OAEP with SHA-256 is done wholly in the token; if not, its decoding step runs in the host. */
  readonly oaepSha256InToken: boolean;
  /** Under which algorithms an imported secret key is unwrapped wholly in the token. */
  readonly importsInToken: readonly WrappingAlgorithm[];
};
