/** Who can use a key, and who is meant by an ID. */
import type { GranteeType, GrantOperation } from "#lib/domain/grant";
import type { ServiceName } from "#lib/domain/identity/service";
import type { KeyReference } from "#lib/domain/key-reference";
import { ANY_STATE, type OperationRow, shape } from "./operation";

export type Principal = {
  readonly id: string;
  readonly type: GranteeType;
  readonly name: string;
  readonly accountName: string;
  readonly enabled: boolean;
};

/** Somebody who can use a key, and why. */
export type KeyUser = {
  readonly id: string;
  readonly type: GranteeType;
  /** null where it is of another account. */
  readonly name: string | null;
  readonly enabled: boolean;
  readonly reasons: readonly AccessReason[];
};

export type AccessReason =
  | {
      readonly kind: "role";
      readonly role: string;
      /** The group that holds the role. */
      readonly groupName: string;
      /** Where it holds the role. */
      readonly scope: "project" | "account";
    }
  | { readonly kind: "grant"; readonly grantId: string; readonly operations: readonly GrantOperation[] }
  /** A cloud service, with the default master key that was made for it. */
  | { readonly kind: "defaultKey"; readonly service: ServiceName };

export const accessOperations = {
  describePrincipals: {
    effect: "read",
    traceName: "describePrincipals",
    resourceType: "user",
    permission: "kms:grant:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<{ readonly ids: readonly string[] }>(),
    output: shape<{ readonly principals: readonly Principal[] }>(),
    secretFields: [],
    summary: "Name users of the caller's account, and the account itself; others are left out (extension of this product)",
  },
  listKeyAccess: {
    effect: "read",
    traceName: "listKeyAccess",
    permission: "kms:cmk:getAccess",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<{ readonly key: KeyReference }>(),
    output: shape<{ readonly principals: readonly KeyUser[] }>(),
    secretFields: [],
    summary: "List who can use a key, each with the roles and grants that let it; 1,000 at most (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
