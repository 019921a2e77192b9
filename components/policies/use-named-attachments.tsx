"use client";
import { useMemo } from "react";
import { useAssignments, useGroups, useProjects } from "#components/policies/use-policies";
import type { Attachment } from "#lib/console/browser/policy/attachments";
import { policyWords } from "#lib/console/words/policies/policy-words";

export type NamedAttachment = Attachment & { readonly groupName: string; readonly projectName: string };

/** Where policies are attached, with the names of groups and projects, by the groups' names. */
export function useNamedAttachments(of: { readonly groupId?: string; readonly policyId?: string }) {
  const assignments = useAssignments(of);
  const groups = useGroups();
  const projects = useProjects();
  const data = useMemo<readonly NamedAttachment[] | undefined>(() => {
    if (!assignments.data || !groups.data || !projects.data) return undefined;
    const nameOf = (items: readonly { readonly id: string; readonly name: string }[], id: string | null) =>
      items.find((one) => one.id === id)?.name;
    return assignments.data
      .map((one) => ({
        ...one,
        groupName: nameOf(groups.data, one.groupId) ?? policyWords.attachments.gone,
        projectName: nameOf(projects.data, one.projectId) ?? one.projectId ?? "",
      }))
      .sort((one, other) => one.groupName.localeCompare(other.groupName) || one.projectName.localeCompare(other.projectName));
  }, [assignments.data, groups.data, projects.data]);
  return {
    data,
    error: data ? null : (assignments.error ?? groups.error ?? projects.error),
    refetch: () => Promise.all([assignments.refetch(), groups.refetch(), projects.refetch()]),
  };
}
