"use client";
/** What the screens of policies read: policies, where they are attached, and the groups, projects and people of the account. */
import { useQuery } from "@tanstack/react-query";
import { usePlace } from "#components/shell/workplace";
import { toAttachment } from "#lib/console/browser/policy/attachments";
import { orderPolicies, type PolicyItem, toCustomItem } from "#lib/console/browser/policy/policy-items";
import { identityQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import type { ReplyOf, RequestOf, RestOperationName } from "#lib/wire/catalog";

/** What is of the account is asked for outside any project. */
const ACCOUNT = null;
const FRESH_MS = 15_000;

type Options<N extends RestOperationName, T> = { readonly select: (reply: ReplyOf<N>) => T; readonly isWanted?: boolean };

function useAccountQuery<N extends RestOperationName, T>(name: N, input: RequestOf<N>, { select, isWanted = true }: Options<N, T>) {
  const { accountId } = usePlace();
  return useQuery({
    queryKey: identityQueries.of(accountId, name, input),
    queryFn: ({ signal }) => queryOperation(name, ACCOUNT, input, signal),
    select,
    staleTime: FRESH_MS,
    enabled: isWanted,
  });
}

/** System roles, then the account's own policies by name. */
export function usePolicies() {
  return useAccountQuery("listPolicies", {}, { select: toItems });
}

/** Attachments of a group, of a policy, or all there are. */
export function useAssignments({ groupId, policyId }: { readonly groupId?: string; readonly policyId?: string }, isWanted = true) {
  const input = { ...(groupId && { "subject.group_id": groupId }), ...(policyId && { role_id: policyId }) };
  return useAccountQuery("listRoleAssignments", input, { select: toAttachments, isWanted });
}

export function useGroups(isWanted = true) {
  return useAccountQuery("listGroups", {}, { select: toGroups, isWanted });
}

export function useProjects() {
  return useAccountQuery("listProjects", {}, { select: toProjects });
}

export function useUsers() {
  return useAccountQuery("listUsers", {}, { select: toUsers });
}

// Of one identity each, so that what they give is made anew only when the reply is new.
const toItems = ({ roles }: ReplyOf<"listPolicies">): readonly PolicyItem[] => orderPolicies(roles.map(toCustomItem));
const toAttachments = ({ role_assignments }: ReplyOf<"listRoleAssignments">) => role_assignments.map(toAttachment);
const toGroups = ({ groups }: ReplyOf<"listGroups">) => byName(groups);
const toProjects = ({ projects }: ReplyOf<"listProjects">) => byName(projects);
const toUsers = ({ users }: ReplyOf<"listUsers">) => byName(users);

type Named = { readonly id: string; readonly name: string };

function byName(items: readonly Named[]): readonly Named[] {
  return items.map(({ id, name }) => ({ id, name })).sort((one, other) => one.name.localeCompare(other.name));
}
