/** Where policies are attached: to which groups, and for which projects. */
import type { HeldScope } from "#lib/domain/policy/held-policy";
import type { ReplyOf } from "#lib/wire/catalog";

/** One attachment, as the service lists it. */
export type Attachment = {
  readonly groupId: string;
  readonly policyId: string;
  readonly scope: HeldScope;
  /** null where it is for no single project. */
  readonly projectId: string | null;
};

/** The choice of every project: no ID of a project looks like it. */
export const ALL_PROJECTS = "*";

/** @param project ID of the one project, or `ALL_PROJECTS` */
export function isAttached(attachments: readonly Attachment[], policyId: string, project: string): boolean {
  return attachments.some(
    (one) => one.policyId === policyId && (project === ALL_PROJECTS ? one.scope === "allProjects" : one.projectId === project),
  );
}

type Listed = ReplyOf<"listRoleAssignments">["role_assignments"][number];

/** As the service lists it: what is for no project is for all of them where it is inherited, else for the account itself. */
export function toAttachment({ group, role, scope, is_inherited }: Listed): Attachment {
  const projectId = scope.project?.id ?? null;
  return {
    groupId: group.id,
    policyId: role.id,
    scope: projectId !== null ? "project" : is_inherited ? "allProjects" : "account",
    projectId,
  };
}
