/** Where policies are attached: to which groups, and for which projects. */
import type { HeldScope } from "#lib/domain/policy/held-policy";

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

export function toAttachment(one: any): Attachment {
  return { groupId: one.group.id, policyId: one.role.id, scope: "project", projectId: one.scope.project?.id ?? null };
}
