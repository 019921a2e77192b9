/** Users of the caller's account, and the groups that they are in. */
import type { Group, User } from "#lib/domain/identity/account";
import { type OperationRow, ON_ACCOUNT as onAccount, shape } from "./operation";

type ByUser = { readonly userId: string };

type CreateInput = {
  readonly name: string;
  readonly password?: string | undefined;
  /** True unless said otherwise. */
  readonly isEnabled?: boolean | undefined;
  readonly description?: string | undefined;
  /** The caller's own, or there is none like it. */
  readonly accountId?: string | undefined;
};

type ListInput = {
  readonly name?: string | undefined;
  readonly isEnabled?: boolean | undefined;
  readonly accountId?: string | undefined;
};

type ChangeOwnPasswordInput = ByUser & { readonly originalPassword: string; readonly password: string };

/** What is absent stays. */
type UpdateInput = ByUser & {
  readonly name?: string | undefined;
  readonly password?: string | undefined;
  readonly isEnabled?: boolean | undefined;
  readonly description?: string | undefined;
};

export const userOperations = {
  createUser: {
    effect: "change",
    ...onAccount,
    traceName: "createUser",
    resourceType: "user",
    permission: "iam:users:create",
    input: shape<CreateInput>(),
    output: shape<{ readonly user: User }>(),
    secretFields: ["password"],
    summary: "Create a user, who may do nothing yet; without a password the user cannot sign in",
  },
  listUsers: {
    effect: "read",
    ...onAccount,
    traceName: null,
    permission: "iam:users:list",
    input: shape<ListInput>(),
    output: shape<{ readonly users: readonly User[] }>(),
    secretFields: [],
    summary: "List the users of the account",
  },
  getUser: {
    effect: "read",
    ...onAccount,
    traceName: null,
    permission: "iam:users:get",
    own: "user",
    input: shape<ByUser>(),
    output: shape<{ readonly user: User }>(),
    secretFields: [],
    summary: "Show a user",
  },
  updateUser: {
    effect: "change",
    ...onAccount,
    traceName: "updateUser",
    resourceType: "user",
    permission: "iam:users:update",
    needsStepUp: { field: "password" },
    input: shape<UpdateInput>(),
    output: shape<{ readonly user: User }>(),
    secretFields: ["password"],
    summary: "Change a user; a new password, and disabling, sign the user out everywhere",
  },
  changeOwnPassword: {
    effect: "change",
    ...onAccount,
    traceName: "changeOwnPassword",
    resourceType: "user",
    permission: null,
    own: "user",
    isOwnOnly: true,
    input: shape<ChangeOwnPasswordInput>(),
    output: shape<void>(),
    secretFields: ["originalPassword", "password"],
    summary: "Change one's own password, which signs the user out everywhere else",
  },
  deleteUser: {
    effect: "destroy",
    ...onAccount,
    traceName: "deleteUser",
    resourceType: "user",
    permission: "iam:users:delete",
    input: shape<ByUser>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Delete a user with all tokens and access keys",
  },
  listGroupsOfUser: {
    effect: "read",
    ...onAccount,
    traceName: null,
    permission: "iam:groups:list",
    own: "user",
    input: shape<ByUser>(),
    output: shape<ByUser & { readonly groups: readonly Group[] }>(),
    secretFields: [],
    summary: "List the groups of a user",
  },
} as const satisfies Record<string, OperationRow>;
