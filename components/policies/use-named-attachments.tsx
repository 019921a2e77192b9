"use client";
import { useMemo } from "react";
import { useAssignments, useGroups, usePolicies, useProjects } from "#components/policies/use-policies";
import type { Attachment } from "#lib/console/browser/policy/attachments";
import type { PolicyItem } from "#lib/console/browser/policy/policy-items";
import { policyWords } from "#lib/console/words/policies/policy-words";

export type NamedAttachment = Attachment & {
  readonly groupName: string;
  readonly policyName: string;
  readonly projectName: string;
  /** null where it is not among those that there are. */
  readonly policy: PolicyItem | null;
};

/** Where policies are attached, with the names of groups, policies and projects, in the order of these. */
export function useNamedAttachments(of: { readonly groupId?: string; readonly policyId?: string }) {
  const assignments = useAssignments(of);
  const groups = useGroups();
  const policies = usePolicies();
  const projects = useProjects();
  const data = useMemo<readonly NamedAttachment[] | undefined>(() => {
    if (!assignments.data || !groups.data || !policies.data || !projects.data) return undefined;
    const nameOf = (items: readonly { readonly id: string; readonly name: string }[], id: string | null) =>
      items.find((one) => one.id === id)?.name;
    return assignments.data
      .map((one) => {
        const policy = policies.data.find(({ id }) => id === one.policyId) ?? null;
        return {
          ...one,
          policy,
          groupName: nameOf(groups.data, one.groupId) ?? policyWords.attachments.gone,
          policyName: policy?.name ?? one.policyId,
          projectName: nameOf(projects.data, one.projectId) ?? one.projectId ?? "",
        };
      })
      .sort(
        (one, other) =>
          one.groupName.localeCompare(other.groupName) ||
          one.policyName.localeCompare(other.policyName) ||
          one.projectName.localeCompare(other.projectName),
      );
  }, [assignments.data, groups.data, policies.data, projects.data]);
  return {
    data,
    error: data ? null : (assignments.error ?? groups.error ?? policies.error ?? projects.error),
    refetch: () => Promise.all([assignments.refetch(), groups.refetch(), policies.refetch(), projects.refetch()]),
  };
}
