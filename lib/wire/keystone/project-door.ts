/** Projects of the caller's account, in Keystone v3's paths and bodies. */
import { z } from "zod";
import type { DoorRow } from "../door-row";
import { optional } from "../field";
import { record } from "../record";
import { envelope } from "./envelope";
import { identityDescription, identityErrors, identityId, nameFilter, optionalId } from "./identity-field";
import { project } from "./identity-view";
import { listAt, withOrigin } from "./links";

const NAMES = { domain_id: "accountId" } as const;

export const projectDoor = {
  createProject: {
    method: "POST",
    path: "/v3/projects",
    status: 201,
    input: envelope(
      "project",
      record({ name: z.string(), description: identityDescription, domain_id: optionalId, parent_id: optionalId }, NAMES),
    ),
    fieldErrors: identityErrors,
    output: record({ project }),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityTaken", "identityNotFound", "projectNameInvalid"],
    example: { project: { name: "eu-de_payments", description: "Keys of the payments team" } },
  },
  listProjects: {
    method: "GET",
    path: "/v3/projects",
    input: record({ name: nameFilter, domain_id: optionalId, enabled: optional(z.unknown()) }, { ...NAMES, enabled: null }),
    output: listAt("/v3/projects", "projects", project),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  getProject: {
    method: "GET",
    path: "/v3/projects/:project_id",
    input: record({ project_id: identityId }),
    output: record({ project }),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
} as const satisfies Record<string, DoorRow>;
