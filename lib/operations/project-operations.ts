/** Projects of the caller's account. */
import type { Project } from "#lib/domain/identity/account";
import { type OperationRow, ON_ACCOUNT as onAccount, shape } from "./operation";

type CreateInput = {
  readonly name: string;
  readonly description?: string | undefined;
  /** The caller's own, or there is none like it. */
  readonly accountId?: string | undefined;
  /** What the project is to be in: the account, since there are no projects in projects. */
  readonly parentId?: string | undefined;
};

type ListInput = { readonly name?: string | undefined; readonly accountId?: string | undefined };

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
    traceName: null,
    // Clients ask for their project's ID first; everybody sees those in which they hold a role, and nothing else.
    permission: null,
    input: shape<ListInput>(),
    output: shape<{ readonly projects: readonly Project[] }>(),
    secretFields: [],
    summary: "List the projects in which the caller holds a role; a Security Administrator sees all of the account",
  },
  getProject: {
    effect: "read",
    ...onAccount,
    traceName: null,
    permission: "iam:projects:list",
    input: shape<{ readonly projectId: string }>(),
    output: shape<{ readonly project: Project }>(),
    secretFields: [],
    summary: "Show a project",
  },
} as const satisfies Record<string, OperationRow>;
