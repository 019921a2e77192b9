/** Projects of the caller's account. */
import type { Project } from "#lib/domain/identity/account";
import { type OperationRow, ON_ACCOUNT as onAccount, shape } from "./operation";

type CreateInput = {
  readonly name: string;
  readonly description?: string | undefined;
  /** The caller's own, or there is none like it. */
  readonly accountId?: string | undefined;
  /** What the project is to be in: the account, or the region's own project; both mean the latter, since there is one of them. */
  readonly parentId?: string | undefined;
};

type ListInput = {
  readonly name?: string | undefined;
  readonly accountId?: string | undefined;
  readonly parentId?: string | undefined;
  readonly isEnabled?: boolean | undefined;
  /** No project is an account. */
  readonly isDomain?: boolean | undefined;
  /** From 1. Only both together make a part of the list. */
  readonly page?: number | undefined;
  readonly perPage?: number | undefined;
};

/** What is absent stays. */
type UpdateInput = {
  readonly projectId: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly isEnabled?: boolean | undefined;
};

export const projectOperations = {
  createProject: {
    effect: "change",
    ...onAccount,
    traceName: "createProject",
    resourceType: "project",
    permission: "iam:projects:create",
    input: shape<CreateInput>(),
    output: shape<{ readonly project: Project }>(),
    secretFields: [],
    summary: "Create a project; its name is the region, or begins with the region and an underscore",
  },
  listProjects: {
    effect: "read",
    ...onAccount,
    traceName: "listProjects",
    resourceType: "project",
    // Clients ask for their project's ID first; everybody sees those in which they hold a role, and nothing else.
    permission: null,
    input: shape<ListInput>(),
    output: shape<{ readonly projects: readonly Project[] }>(),
    secretFields: [],
    summary: "List the projects that the caller may enter; a Security Administrator sees all of the account, disabled ones too",
  },
  getProject: {
    effect: "read",
    ...onAccount,
    traceName: "getProject",
    resourceType: "project",
    permission: "iam:projects:list",
    input: shape<{ readonly projectId: string }>(),
    output: shape<{ readonly project: Project }>(),
    secretFields: [],
    summary: "Show a project",
  },
  updateProject: {
    effect: "change",
    ...onAccount,
    traceName: "updateProject",
    resourceType: "project",
    permission: "iam:projects:update",
    input: shape<UpdateInput>(),
    output: shape<{ readonly project: Project }>(),
    secretFields: [],
    summary: "Change name or description of a project, or disable it, which ends all work in it until it is enabled again",
  },
  listProjectsOfUser: {
    effect: "read",
    ...onAccount,
    traceName: "listProjectsOfUser",
    resourceType: "project",
    permission: "iam:projects:list",
    own: "user",
    input: shape<{
      readonly userId: string;
      /** True unless said otherwise. */
      readonly isEnabled?: boolean | undefined;
    }>(),
    output: shape<{ readonly userId: string; readonly projects: readonly Project[] }>(),
    secretFields: [],
    summary: "List the projects that a user may enter, or could if they were not disabled",
  },
} as const satisfies Record<string, OperationRow>;
