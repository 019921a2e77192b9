/** What a user can show beside the password: one-time codes of an authenticator app (RFC 6238), recovery codes, and passkeys (WebAuthn). */
import { isIdentityName } from "./identity-rules";

/** An authenticator app of a user, called a virtual MFA device in this API family. Its seed is not of it: that is shown once. */
export type VirtualMfa = {
  /** `iam:{account}:mfa/{name}`; together with the user it names one. */
  readonly serialNumber: string;
  readonly userId: string;
  /** Whether its codes count: it was shown that an authenticator has the seed. */
  readonly isBound: boolean;
};

/** A passkey as its user sees it. */
export type Passkey = {
  /** 32 hex characters; not the ID that the authenticator gave it. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  /** null before the first time. */
  readonly lastUsedAt: Date | null;
};

/** How many recovery codes are made at once, each of which is good once. */
export const RECOVERY_CODES = 10;

export const PASSKEYS_PER_USER = 10;

/** What an authenticator shows: six digits. */
export const ONE_TIME_CODE_PATTERN = /^\d{6}$/;

/** Longer than any one-time or recovery code, however it is grouped. */
export const PASSCODE_MAX_CHARACTERS = 64;

/** Whether a virtual MFA device or a passkey may be called so: 1 to 64 characters on one line, as a user's name. */
export const isFactorName = isIdentityName;

/** Also of a name that holds a colon or a slash there is one reading, since it comes last. */
export function toSerialNumber(accountId: string, name: string): string {
  return `iam:${accountId}:mfa/${name}`;
}
