/** Projects of the caller's account, in Keystone v3's paths and bodies. */
import { z } from "zod";
import type { DoorRow } from "../door-row";
import { optional } from "../field";
import { identityDescription, identityErrors, identityId, links, listLinks, nameFilter, optionalId } from "./identity-field";

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

export const projectDoor = {
  createProject: {
    method: "POST",
    path: "/v3/projects",
    status: 201,
    input: z.object({
      project: z.object({ name: z.string(), description: identityDescription, domain_id: optionalId, parent_id: optionalId }),
    }),
    fieldErrors: identityErrors,
    output: z.object({ project: shownProject }),
    secretFields: [],
    refusals: ["identityTaken", "identityNotFound", "projectNameInvalid"],
    example: { project: { name: "eu-de_payments", description: "Keys of the payments team" } },
  },
  listProjects: {
    method: "GET",
    path: "/v3/projects",
    input: z.object({ name: nameFilter, domain_id: optionalId, enabled: optional(z.unknown()) }),
    output: z.object({ projects: z.array(shownProject), links: listLinks }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  getProject: {
    method: "GET",
    path: "/v3/projects/:project_id",
    input: z.object({ project_id: identityId }),
    output: z.object({ project: shownProject }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
} as const satisfies Record<string, DoorRow>;
