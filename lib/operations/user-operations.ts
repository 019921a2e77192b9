/** Users of the caller's account, and the groups that they are in. */
import type { AccessMode, Group, ListedUser, User, UserProfile } from "#lib/domain/identity/account";
import type { ServiceName } from "#lib/domain/identity/service";
import { type OperationRow, ON_ACCOUNT as onAccount, shape } from "./operation";

type ByUser = { readonly userId: string };

/** What is absent stays, or is what it begins as. */
type UserInput = {
  readonly password?: string | undefined;
  /** True unless said otherwise. */
  readonly isEnabled?: boolean | undefined;
  readonly description?: string | undefined;
  readonly email?: string | undefined;
  /** Of a cloud service; a change can only say what it is anyway. */
  readonly service?: ServiceName | undefined;
};

type CreateInput = UserInput & {
  readonly name: string;
  /** The caller's own, or there is none like it. */
  readonly accountId?: string | undefined;
};

/** Of a person: numbers and names of elsewhere come in pairs, and two "" take a pair away. */
type ProfileInput = UserInput & {
  readonly areaCode?: string | undefined;
  readonly phone?: string | undefined;
  readonly accessMode?: AccessMode | undefined;
  /** Whether there is a password, unless said otherwise. */
  readonly passwordStatus?: boolean | undefined;
  readonly externalId?: string | undefined;
  readonly externalType?: string | undefined;
};

type ListInput = {
  readonly name?: string | undefined;
  readonly isEnabled?: boolean | undefined;
  /** A time and how the password's end is to compare with it. Passwords have no end, so nobody is found by it. */
  readonly passwordExpiresAt?: string | undefined;
  readonly accountId?: string | undefined;
};

type ChangeOwnPasswordInput = ByUser & { readonly originalPassword: string; readonly password: string };

const creating = {
  effect: "change",
  ...onAccount,
  traceName: "createUser",
  resourceType: "user",
  permission: "iam:users:create",
  // A service may use its default master key in every project, which is a right that nobody has given it.
  fieldPermissions: { service: "iam:roles:assign" },
  needsStepUp: { field: "service" },
  secretFields: ["password"],
} as const;
const showing = {
  effect: "read",
  ...onAccount,
  traceName: "getUser",
  resourceType: "user",
  permission: "iam:users:get",
  own: "user",
  secretFields: [],
} as const;
const updating = {
  effect: "change",
  ...onAccount,
  traceName: "updateUser",
  resourceType: "user",
  permission: "iam:users:update",
  needsStepUp: { field: "password" },
  secretFields: ["password"],
} as const;

export const userOperations = {
  createUser: {
    ...creating,
    input: shape<CreateInput & { readonly defaultProjectId?: string | undefined }>(),
    output: shape<{ readonly user: User }>(),
    summary: "Create a user, who may do nothing yet; without a password the user cannot sign in, and a cloud service never can",
  },
  createUserWithProfile: {
    ...creating,
    input: shape<CreateInput & ProfileInput>(),
    output: shape<{ readonly user: UserProfile }>(),
    summary: "Create a user with what is known of the person, who may do nothing yet",
  },
  listUsers: {
    effect: "read",
    ...onAccount,
    traceName: "listUsers",
    resourceType: "user",
    permission: "iam:users:list",
    input: shape<ListInput>(),
    output: shape<{ readonly users: readonly User[] }>(),
    secretFields: [],
    summary: "List the users of the account",
  },
  listUserProfiles: {
    effect: "read",
    ...onAccount,
    traceName: "listUsers",
    resourceType: "user",
    permission: "iam:users:list",
    input: shape<{ readonly accountId?: string | undefined }>(),
    output: shape<{ readonly users: readonly ListedUser[] }>(),
    secretFields: [],
    summary: "List the users of the account with what is known of each person (extension of this product)",
  },
  getUser: {
    ...showing,
    input: shape<ByUser>(),
    output: shape<{ readonly user: User }>(),
    summary: "Show a user",
  },
  getUserProfile: {
    ...showing,
    input: shape<ByUser>(),
    output: shape<{ readonly user: UserProfile }>(),
    summary: "Show a user with what is known of the person",
  },
  updateUser: {
    ...updating,
    input: shape<
      ByUser &
        UserInput & {
          readonly name?: string | undefined;
          readonly passwordStatus?: boolean | undefined;
          /** "" for none. */
          readonly defaultProjectId?: string | undefined;
        }
    >(),
    output: shape<{ readonly user: User }>(),
    summary: "Change a user; a new password, and disabling, sign the user out everywhere",
  },
  updateUserProfile: {
    ...updating,
    input: shape<ByUser & ProfileInput & { readonly name?: string | undefined }>(),
    output: shape<{ readonly user: UserProfile }>(),
    summary: "Change a user and what is known of the person; a new password, and disabling, sign the user out everywhere",
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
    traceName: "listGroupsOfUser",
    resourceType: "user",
    permission: "iam:groups:list",
    own: "user",
    input: shape<ByUser>(),
    output: shape<ByUser & { readonly groups: readonly Group[] }>(),
    secretFields: [],
    summary: "List the groups of a user",
  },
} as const satisfies Record<string, OperationRow>;
