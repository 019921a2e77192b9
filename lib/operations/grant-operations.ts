/** Delegation of named operations on one key (guide §2.8). */
import type { Grant, GranteeType, GrantOperation } from "#lib/domain/grant";
import type { KeyReference } from "#lib/domain/key-reference";
import type { OffsetInput, OffsetOutput } from "./offset-list";
import { ANY_STATE, ENABLED_ONLY, type OperationRow, shape } from "./operation";

type OnKey = { readonly key: KeyReference };

/** In lower case. */
type OnGrant = OnKey & { readonly grantId: string };

type CreateInput = OnKey & {
  /** User or account ID in lower case. */
  readonly grantee: string;
  /** "user" where it is absent. */
  readonly granteeType?: GranteeType | undefined;
  /** Each once. */
  readonly operations: readonly GrantOperation[];
  readonly name?: string | undefined;
  readonly retiringPrincipal?: string | undefined;
};

type CreateOutput = {
  readonly grantId: string;
  /** Whether a user, or an account, of this ID exists here: a grant to an unknown one helps nobody until it does. */
  readonly isGranteeKnown: boolean;
};

/** What is shown of a grant. */
export type GrantView = Omit<Grant, "byGrantee">;

type GrantList = OffsetOutput & { readonly grants: readonly GrantView[] };

export const grantOperations = {
  createGrant: {
    effect: "change",
    traceName: "createGrant",
    permission: "kms:grant:create",
    subject: "key",
    grantable: "create-grant",
    allowedStates: ENABLED_ONLY,
    defaultKeys: false,
    input: shape<CreateInput>(),
    output: shape<CreateOutput>(),
    secretFields: [],
    summary: "Let a user or an account do named operations with a key",
  },
  listGrants: {
    effect: "read",
    traceName: "listGrants",
    permission: "kms:grant:list",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<OnKey & OffsetInput>(),
    output: shape<GrantList>(),
    secretFields: [],
    summary: "List the grants of a key, newest first",
  },
  listRetirableGrants: {
    effect: "read",
    traceName: "listRetirableGrants",
    permission: "kms:grant:list",
    subject: "project",
    byGrantRole: "retirable",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<OffsetInput>(),
    output: shape<GrantList>(),
    secretFields: [],
    summary: "List the grants that the caller may retire, on keys of any project, newest first",
  },
  revokeGrant: {
    effect: "change",
    traceName: "revokeGrant",
    permission: "kms:grant:revoke",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: false,
    input: shape<OnGrant>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Take a grant back, as the owner of the key; grants that the grantee made stay",
  },
  retireGrant: {
    effect: "change",
    traceName: "retireGrant",
    permission: "kms:grant:retire",
    subject: "key",
    byGrantRole: "retire",
    allowedStates: ANY_STATE,
    defaultKeys: false,
    input: shape<OnGrant>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Give a grant up, as its issuer, retiring principal or grantee; grants that the grantee made stay",
  },
} as const satisfies Record<string, OperationRow>;
