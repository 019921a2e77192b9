/** Groups of the caller's account, and their members. */
import type { Group, User } from "#lib/domain/identity/account";
import { type OperationRow, ON_ACCOUNT as onAccount, shape } from "./operation";

type ByGroup = { readonly groupId: string };
type Membership = ByGroup & { readonly userId: string };

type CreateInput = {
  readonly name: string;
  readonly description?: string | undefined;
  /** The caller's own, or there is none like it. */
  readonly accountId?: string | undefined;
};

type ListInput = { readonly name?: string | undefined; readonly accountId?: string | undefined };

/** What is absent stays. */
type UpdateInput = ByGroup & { readonly name?: string | undefined; readonly description?: string | undefined };

export const groupOperations = {
  createGroup: {
    effect: "change",
    ...onAccount,
    traceName: "createGroup",
    resourceType: "group",
    permission: "iam:groups:create",
    input: shape<CreateInput>(),
    output: shape<{ readonly group: Group }>(),
    secretFields: [],
    summary: "Create a group of users",
  },
  listGroups: {
    effect: "read",
    ...onAccount,
    traceName: "listGroups",
    resourceType: "group",
    permission: "iam:groups:list",
    input: shape<ListInput>(),
    output: shape<{ readonly groups: readonly Group[] }>(),
    secretFields: [],
    summary: "List the groups of the account",
  },
  getGroup: {
    effect: "read",
    ...onAccount,
    traceName: "getGroup",
    resourceType: "group",
    permission: "iam:groups:get",
    input: shape<ByGroup>(),
    output: shape<{ readonly group: Group }>(),
    secretFields: [],
    summary: "Show a group",
  },
  updateGroup: {
    effect: "change",
    ...onAccount,
    traceName: "updateGroup",
    resourceType: "group",
    permission: "iam:groups:update",
    input: shape<UpdateInput>(),
    output: shape<{ readonly group: Group }>(),
    secretFields: [],
    summary: "Change the name or the description of a group",
  },
  deleteGroup: {
    effect: "destroy",
    ...onAccount,
    traceName: "deleteGroup",
    resourceType: "group",
    permission: "iam:groups:delete",
    needsStepUp: true,
    input: shape<ByGroup>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Delete a group; its members lose what it gave them",
  },
  listUsersOfGroup: {
    effect: "read",
    ...onAccount,
    traceName: "listUsersOfGroup",
    resourceType: "group",
    permission: "iam:users:list",
    input: shape<ByGroup>(),
    output: shape<ByGroup & { readonly users: readonly User[] }>(),
    secretFields: [],
    summary: "List the members of a group",
  },
  addUserToGroup: {
    effect: "change",
    ...onAccount,
    traceName: "addUserToGroup",
    resourceType: "group",
    permission: "iam:groups:addUser",
    needsStepUp: true,
    input: shape<Membership>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Add a user to a group; one who is in it already stays",
  },
  checkUserInGroup: {
    effect: "read",
    ...onAccount,
    traceName: "checkUserInGroup",
    resourceType: "group",
    permission: "iam:users:list",
    input: shape<Membership>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Tell whether a user is in a group; one who is not is not found",
  },
  removeUserFromGroup: {
    effect: "change",
    ...onAccount,
    traceName: "removeUserFromGroup",
    resourceType: "group",
    permission: "iam:groups:removeUser",
    needsStepUp: true,
    input: shape<Membership>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Remove a user from a group",
  },
} as const satisfies Record<string, OperationRow>;
