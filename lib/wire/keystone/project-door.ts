/** Projects of the caller's account, in Keystone v3's paths and bodies. */
import { z } from "zod";
import type { DoorRow } from "../door-row";
import { optional, wholeNumber } from "../field";
import { record } from "../record";
import { envelope } from "./envelope";
import { flag, identityDescription, identityErrors, identityId, nameFilter, optionalId } from "./identity-field";
import { project } from "./identity-view";
import { listAt, withOrigin } from "./links";

const ALL = "/v3/projects";
const ONE = "/v3/projects/:project_id";
const NAMES = { domain_id: "accountId", enabled: "isEnabled" } as const;
/** As many projects as one page of a list may have (iam-reference §0). */
const PAGE_MAX = 5_000;

export const projectDoor = {
  createProject: {
    method: "POST",
    path: ALL,
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
    path: ALL,
    input: record(
      {
        name: nameFilter,
        domain_id: optionalId,
        parent_id: optionalId,
        enabled: optional(flag),
        is_domain: optional(flag),
        page: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
        per_page: optional(wholeNumber(1, PAGE_MAX)),
      },
      NAMES,
    ),
    output: listAt(ALL, "projects", project),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  getProject: {
    method: "GET",
    path: ONE,
    input: record({ project_id: identityId }),
    output: record({ project }),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  updateProject: {
    method: "PATCH",
    path: ONE,
    input: envelope(
      "project",
      record({ name: optional(z.string()), description: identityDescription, enabled: optional(z.boolean()) }, NAMES),
      { project_id: identityId },
    ),
    fieldErrors: identityErrors,
    output: record({ project }),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityTaken", "identityNotFound", "projectNameInvalid"],
    example: { project: { enabled: false } },
  },
  listProjectsOfUser: {
    method: "GET",
    path: "/v3/users/:user_id/projects",
    input: record({ user_id: identityId, enabled: optional(flag) }, NAMES),
    output: listAt("/v3/users/:userId/projects", "projects", project),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
} as const satisfies Record<string, DoorRow>;
