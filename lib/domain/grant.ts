/**
 * Grants: delegation of named operations on one key (guide §2.8; api-reference §2.8).
 * Invariant: a grantee may do what its grants say together and nothing else, and passes on no more than that.
 */
import { isKeyPair, KEY_SPECS, type KeySpec, type KeyUsage } from "./key-spec";

/**
 * Operations that a grant can name, in the guide's order (Table 2-13), with the guide's labels; then those of signing keys and HMAC keys,
 * of which the guide says nothing: without them a grant on such a key would allow nothing that the key is for.
 */
export const GRANT_OPERATIONS = {
  "create-datakey-without-plaintext": "Create Data Key Without Plaintext",
  "create-datakey": "Create Data Key",
  "encrypt-datakey": "Encrypt Data Key",
  "decrypt-datakey": "Decrypt Data Key",
  "describe-key": "Query Key Information",
  "create-grant": "Create Grant",
  "retire-grant": "Retire Grant",
  "encrypt-data": "Encrypt Data",
  "decrypt-data": "Decrypt Data",
  sign: "Sign",
  verify: "Verify",
  "get-publickey": "Get Public Key",
  "generate-mac": "Generate MAC",
  "verify-mac": "Verify MAC",
} as const satisfies Record<string, string>;

export type GrantOperation = keyof typeof GRANT_OPERATIONS;
export const GRANT_OPERATION_NAMES = Object.keys(GRANT_OPERATIONS) as [GrantOperation, ...GrantOperation[]];

type KeyKind = { readonly spec: KeySpec; readonly usage: KeyUsage };
const ofEncryption = ({ usage }: KeyKind) => usage === "ENCRYPT_DECRYPT";
const ofAes = ({ spec }: KeyKind) => KEY_SPECS[spec].family === "symmetric";
const ofSigning = ({ usage }: KeyKind) => usage === "SIGN_VERIFY";
const ofMacs = ({ usage }: KeyKind) => usage === "GENERATE_VERIFY_MAC";

/** The keys on which an operation can do anything; the others, on all. */
const FITTING: Readonly<Partial<Record<GrantOperation, (key: KeyKind) => boolean>>> = {
  "create-datakey-without-plaintext": ofAes,
  "create-datakey": ofAes,
  "encrypt-datakey": ofAes,
  "decrypt-datakey": ofAes,
  "encrypt-data": ofEncryption,
  "decrypt-data": ofEncryption,
  sign: ofSigning,
  verify: ofSigning,
  "get-publickey": ({ spec }) => isKeyPair(spec),
  "generate-mac": ofMacs,
  "verify-mac": ofMacs,
};

/** What is worth granting on a key of this algorithm and usage, in the order of the table. */
export function grantOperationsFor(key: KeyKind): GrantOperation[] {
  return GRANT_OPERATION_NAMES.filter((name) => FITTING[name]?.(key) ?? true);
}

/** User and account IDs, in either case. They may be those of another installation, so none need exist (api-reference §2.8). */
export const PRINCIPAL_PATTERN = /^[0-9a-fA-F]{32}$/;
export const GRANT_NAME_PATTERN = /^[a-zA-Z0-9:/_-]{1,255}$/;

/** To pass on what one may not do oneself makes no sense: create-grant needs company (guide Table 2-13). */
export function isCreateGrantAlone(operations: readonly GrantOperation[]): boolean {
  return operations.length > 0 && operations.every((operation) => operation === "create-grant");
}

export const GRANTEE_TYPES = ["user", "domain"] as const;
/** `domain` is an account: all of its people, and none of the cloud services that are users of it. */
export type GranteeType = (typeof GRANTEE_TYPES)[number];

export type Grant = {
  /** 64 lower-case hex characters. */
  readonly id: string;
  readonly keyId: string;
  readonly name: string;
  readonly grantee: string;
  readonly granteeType: GranteeType;
  readonly operations: readonly GrantOperation[];
  /** User ID of whoever made it. */
  readonly issuer: string;
  /** "" where nobody was named. */
  readonly retiringPrincipal: string;
  readonly createdAt: Date;
  /** Whether whoever made it came by another grant, and not by a role in the key's project. */
  readonly byGrantee: boolean;
};

/**
 * How many of a key's grants may be there by grantees' hands: half, rounded down. The rest stays for the key's own project, which
 * grantees could shut out of its own key's grants otherwise.
 */
export function grantsForGrantees(quota: number): number {
  return Math.floor(quota / 2);
}

/** What one grant is to the caller of a request. */
export type HeldGrant = {
  readonly id: string;
  readonly operations: readonly GrantOperation[];
  /** The caller, or its account, is the grantee. */
  readonly isGrantee: boolean;
  readonly isRetirer: boolean;
  readonly isIssuer: boolean;
};

/** The first of the caller's grants that allows the operation, or null. */
export function findAllowing(grants: readonly HeldGrant[], operation: GrantOperation): HeldGrant | null {
  return grants.find((grant) => grant.isGrantee && grant.operations.includes(operation)) ?? null;
}

/** All that the caller's grants allow together. */
export function grantedOperations(grants: readonly HeldGrant[]): Set<GrantOperation> {
  return new Set(grants.flatMap((grant) => (grant.isGrantee ? grant.operations : [])));
}

/** Whether the caller may retire this grant: its issuer, the principal named for it, and a grantee it allows to. */
export function canRetire(grant: HeldGrant): boolean {
  return grant.isIssuer || grant.isRetirer || (grant.isGrantee && grant.operations.includes("retire-grant"));
}

/** What the caller lacks to pass these operations on by its grants: the right to grant, and each operation it does not hold. */
export function lackingToPassOn(grants: readonly HeldGrant[], operations: readonly GrantOperation[]): GrantOperation[] {
  const held = grantedOperations(grants);
  return [...new Set<GrantOperation>(["create-grant", ...operations])].filter((operation) => !held.has(operation));
}
