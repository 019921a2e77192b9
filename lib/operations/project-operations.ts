/** Projects of the caller's account, in Keystone v3's paths and bodies. */
import { z } from "zod";
import { optional } from "./field";
import { identityDescription, identityErrors, identityId, links, listLinks, nameFilter, onAccount, optionalId } from "./identity-field";
import type { OperationRow } from "./operation";

const shownProject = z.object({
  id: z.string(),
  name: z.string(),
  domain_id: z.string(),
  parent_id: z.string(),
  enabled: z.boolean(),
  is_domain: z.literal(false),
  description: z.string(),
  links,
});

export const projectOperations = {
  createProject: {
    ...onAccount,
    method: "POST",
    path: "/v3/projects",
    status: 201,
    traceName: "createProject",
    resourceType: "project",
    permission: "iam:projects:create",
    input: z.object({
      project: z.object({ name: z.string(), description: identityDescription, domain_id: optionalId, parent_id: optionalId }),
    }),
    fieldErrors: identityErrors,
    output: z.object({ project: shownProject }),
    secretFields: [],
    refusals: ["identityTaken", "identityNotFound", "projectNameInvalid"],
    example: { project: { name: "eu-de_payments", description: "Keys of the payments team" } },
    summary: "Create a project; its name is the region, or begins with the region and an underscore",
  },
  listProjects: {
    ...onAccount,
    method: "GET",
    path: "/v3/projects",
    traceName: null,
    // Clients ask for their project's ID first; everybody sees those in which they hold a role, and nothing else.
    permission: null,
    input: z.object({ name: nameFilter, domain_id: optionalId, enabled: optional(z.unknown()) }),
    output: z.object({ projects: z.array(shownProject), links: listLinks }),
    secretFields: [],
    refusals: ["identityNotFound"],
    summary: "List the projects in which the caller holds a role; a Security Administrator sees all of the account",
  },
  getProject: {
    ...onAccount,
    method: "GET",
    path: "/v3/projects/:project_id",
    traceName: null,
    permission: "iam:projects:list",
    input: z.object({ project_id: identityId }),
    output: z.object({ project: shownProject }),
    secretFields: [],
    refusals: ["identityNotFound"],
    summary: "Show a project",
  },
} as const satisfies Record<string, OperationRow>;
