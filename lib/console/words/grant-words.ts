/** Words about grants: the guide's §2.8 and Table 2-13. */
import { GRANT_OPERATION_NAMES, GRANT_OPERATIONS, type GrantOperation } from "#lib/domain/grant";
import { plural } from "./plural";

export const grantWords = {
  tab: "Grants",
  lead: "A grant lets a user or an account use this key, through the API only.",
  table: "Grants on this key",
  columns: {
    id: "Grant ID",
    type: "Granted To",
    grantee: "Grantee ID",
    operations: "Granted Operations",
    created: "Creation Time",
    operation: "Operation",
  },
  types: { user: "User", domain: "Account" },
  count: (number: number) => plural(number, "grant"),
  loading: "Loading grants",
  errorTitle: "The grants could not be loaded",
  forbidden: "You may not see the grants",
  empty: "No grants yet",
  emptyHint:
    "With a grant a user or an account does the operations you name with this key, and nothing else. It can be revoked at any time.",
  you: "you",
  yourAccount: "your account",
  disabled: "disabled",

  create: "Create Grant",
  createLead: "A grantee can perform the authorized operations only by calling the necessary APIs.",
  keyId: "Key ID",
  granteeType: "User or Tenant",
  ids: { user: "User ID", domain: "Account ID" },
  idHints: {
    user: "The person finds it in My Credentials, as IAM User ID.",
    domain: "Found in My Credentials, as Account ID. All users of the account can use the key.",
  },
  /** For whoever sees the people of the account. */
  userHint: "Type a part of the name and choose, or paste an ID. People of other accounts find theirs in My Credentials, as IAM User ID.",
  idMissing: { user: "Enter the user ID.", domain: "Enter the account ID." },
  operations: "Operations",
  operationsHint: "A user's permissions on the key are the combination of all grants.",
  operationsMissing: "Select at least one operation.",
  createGrantAlone: "Selecting only Create Grant is not allowed.",
  retiringPrincipal: "Retiring principal",
  retiringHint: "Optional. ID of a user or account that may retire the grant, besides you and a grantee with Retire Grant.",
  /** Beside the button that was pressed in vain. @param fields labels of those that are wrong */
  mend: (fields: readonly string[]) => `Correct first: ${fields.join(", ")}.`,
  created: "Grant created successfully",
  viewCreated: "View grant",

  /** What the screen knows about an ID that is being entered. */
  known: {
    user: (name: string, account: string) => `${name}, a user of the account ${account}.`,
    domain: (name: string) => `The account ${name}: all of its users but cloud services.`,
    self: (name: string) => `${name}: this is you. A grant to yourself adds nothing to what your role allows.`,
    ownAccount: (name: string) => `${name}: this is your own account. Every user in it but cloud services will be able to use the key.`,
    disabled: (name: string) => `${name} is disabled. The grant will be of use only once the user is enabled.`,
    isAccount: (name: string) => `This is the ID of the account ${name}. Choose Account, if all of its users but cloud services are meant.`,
    isUser: (name: string) => `This is the ID of the user ${name}. Choose User, if this one person is meant.`,
    unknown:
      "Nobody in your account has this ID. If it belongs to another account, check it letter by letter: the grant goes to whoever has it.",
  },

  details: "Grant details",
  granter: "Granted by",
  name: "Grant name",
  none: "None",
  gone: "There is no such grant on this key. It may have been revoked or retired.",

  revoke: "Revoke Grant",
  revokeLead: "The grantee loses these permissions at once. Grants that the grantee has made for others stay.",
  revoked: "Grant revoked successfully",
} as const;

/** What each operation lets a grantee do, beside the guide's label. */
export const OPERATION_MEANINGS: Readonly<Record<GrantOperation, string>> = {
  "create-datakey-without-plaintext": "Make data keys that come encrypted only.",
  "create-datakey": "Make data keys and data key pairs, in clear and encrypted.",
  "encrypt-datakey": "Encrypt data keys of their own.",
  "decrypt-datakey": "Decrypt data keys, and so read what these protect.",
  "describe-key": "See the key's alias, status and settings.",
  "create-grant": "Pass on to others the operations held.",
  "retire-grant": "Give this grant up.",
  "encrypt-data": "Encrypt up to 4 KB with the key.",
  "decrypt-data": "Decrypt what was encrypted with the key.",
  sign: "Sign messages and digests with the key.",
  verify: "Check signatures made with the key.",
  "get-publickey": "Get the public half of the key.",
  "generate-mac": "Make message authentication codes with the key.",
  "verify-mac": "Check message authentication codes made with the key.",
};

/** The guide's labels, in the guide's order. */
export function operationLabels(operations: readonly string[]): string {
  return GRANT_OPERATION_NAMES.filter((name) => operations.includes(name))
    .map((name) => GRANT_OPERATIONS[name])
    .join(", ");
}
