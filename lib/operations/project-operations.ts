import type { OperationRow } from "./operation";
import { ON_ACCOUNT as onAccount } from "./operation";

export const projectOperations = {
  createProject: {
    effect: "change",
    ...onAccount,
    traceName: "createProject",
    resourceType: "project",
    permission: "iam:projects:create",
    secretFields: [],
    summary: "Create a project; its name is the region, or begins with the region and an underscore",
  },
  listProjects: {
    effect: "read",
    ...onAccount,
    traceName: null,
    // Clients ask for their project's ID first; everybody sees those in which they hold a role, and nothing else.
    permission: null,
    secretFields: [],
    summary: "List the projects in which the caller holds a role; a Security Administrator sees all of the account",
  },
  getProject: {
    effect: "read",
    ...onAccount,
    traceName: null,
    permission: "iam:projects:list",
    secretFields: [],
    summary: "Show a project",
  },
} as const satisfies Record<string, OperationRow>;
