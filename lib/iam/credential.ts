/** What a request shows to say who calls: a token, a signature made with an access key, or a sign-in. Nothing of it is believed yet. */
import type { NamedAccount, TokenScope } from "#lib/domain/identity/token-scope";

/** Project and account that a request claims for itself (`X-Project-Id`, `X-Domain-Id`), signed or not; null where it claims none. */
export type Claims = { readonly claimedProjectId: string | null; readonly claimedAccountId: string | null };

export type TokenCredential = Claims & {
  readonly kind: "token";
  /** SHA-256 of the token, 32 bytes. */
  readonly hash: Buffer;
};

/** A request signed with an access key (api-reference §1.4), read but not verified. */
export type SignatureCredential = Claims & {
  readonly kind: "signature";
  /** Names the access key: 20 capital letters and digits. */
  readonly accessKey: string;
  /** What the scope of the signature names; "" for what it leaves empty, as all of it where the way to sign has none. */
  readonly place: { readonly region: string; readonly service: string };
  /** Whether this secret made the signature, compared in constant time; the secret's bytes are not kept. */
  readonly isSignedWith: (secret: Uint8Array) => boolean;
};

/** Whose password it is said to be. */
export type UserReference = { readonly id: string } | { readonly name: string; readonly domain: NamedAccount };

/** What is shown beside a password. */
export type SecondFactor =
  /** A one-time code, or a recovery code in its place; `user` is whose it is said to be, which is nobody else than the password's. */
  | { readonly method: "totp"; readonly user: UserReference | null; readonly passcode: string }
  /** What the browser has answered for a passkey (WebAuthn), as JSON. */
  | { readonly method: "passkey"; readonly assertion: Readonly<Record<string, unknown>> };

/** A sign-in, which shows who it is in its own body: by password, by an ID token, or by a token that is to be exchanged for another scope. */
export type SignInCredential = {
  readonly kind: "signIn";
  readonly proof:
    | {
        readonly method: "password";
        readonly user: UserReference;
        readonly password: string;
        /** What the browser of the console is known by; see `device.ts`. */
        readonly devices?: readonly string[];
        /** Absent where only the password is shown. */
        readonly secondFactor?: SecondFactor;
      }
    | { readonly method: "token"; readonly token: string }
    /** An ID token of the identity provider; `nonce` is what it must hold, where whoever shows it says so. */
    | { readonly method: "mapped"; readonly idToken: string; readonly nonce: string | undefined };
  readonly scope: TokenScope;
};

/** What is shown with every request that is no sign-in. */
export type HeldCredential = TokenCredential | SignatureCredential;
export type Credential = HeldCredential | SignInCredential;
